"""``python -m tests.bench.many_viewers``: compliance, with room for 6,000 streams in a process."""

from services._web import changes
from services._web.service import run
from services.compliance.app import service

if __name__ == "__main__":
    changes.OPEN_AT_MOST = 6_000
    run(service())
