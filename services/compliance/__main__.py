"""``python -m services.compliance``: serve until SIGTERM."""

import gc

gc.disable()  # until it serves: nothing that is imported is garbage

from services._web.service import run  # noqa: E402
from services.compliance.app import service  # noqa: E402

if __name__ == "__main__":
    run(service())
