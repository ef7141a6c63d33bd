"""The announcer and registration as they are deployed, each with its own database."""

from tests.announcer.conftest import announcer, planned
from tests.serving import serve

__all__ = ["announcer", "planned", "serve"]
