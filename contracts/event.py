"""The base of every domain event: named by the business, stored under a literal."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from contracts.values import Identifier


class DomainEvent(BaseModel):
    """A fact that one service publishes and any other may read.

    ``name`` and ``version`` make the CloudEvents type ``<name>.v<version>``. Adding an optional
    field keeps the version; anything else is a new version with an upcaster.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: ClassVar[str]
    version: ClassVar[int]

    programme: Identifier

    @classmethod
    def ce_type(cls) -> str:
        """The CloudEvents type under which this event is stored and published."""
        return f"{cls.name}.v{cls.version}"
