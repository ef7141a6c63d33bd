"""``python -m tests.bench.row_locks SERVICE``: a service each of whose commands commits alone.

It takes the lock of the log's row, decides, commits and lets go: what an endpoint with row locks
does. Everything else is the service as it is.
"""

import math
import runpy
import sys

from services._kit import writer

if __name__ == "__main__":
    writer.BATCH_LIMIT = 1
    writer.CALM = math.nan  # it never takes itself to be alone
    runpy.run_module(f"services.{sys.argv[1]}", run_name="__main__")
