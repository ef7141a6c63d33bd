"""What a fork of the nursery runs in a test: it tells who it is, and waits."""

import os
import sys
import time

print(os.getpid(), os.getsid(0), f"{os.environ['TOLD']}, {sys.argv[1]}")  # noqa: T201
time.sleep(60)
