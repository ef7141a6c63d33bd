"""``python -m services.announcer`` serves until it is told to stop."""

import services._web.frugal  # noqa: F401 - before all else
from services._web.service import run
from services.announcer.app import SERVICE

if __name__ == "__main__":
    run(SERVICE)
