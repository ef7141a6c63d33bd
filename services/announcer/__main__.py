"""``python -m services.announcer`` serves until it is told to stop."""

import gc

gc.disable()  # until it serves: nothing that is imported is garbage

from services._web.service import run  # noqa: E402
from services.announcer.app import SERVICE  # noqa: E402

if __name__ == "__main__":
    run(SERVICE)
