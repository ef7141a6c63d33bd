"""``python -m services.compliance``: serve until SIGTERM."""

import services._web.frugal  # noqa: F401 - before all else
from services._web.service import run
from services.compliance.app import service

if __name__ == "__main__":
    run(service())
