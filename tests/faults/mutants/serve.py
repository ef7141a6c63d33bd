"""``python -m tests.faults.mutants.serve SERVICE``: a service under the conditions of a trial.

Nobody is elected, so that two processes do the same job at once: election is for liveness, and
safety must not need it. `FAULTS_MUTANT` names a mutation, none for the product as it is;
`FAULTS_MOMENT` the moment at which a process of `FAULTS_VICTIM` is caught.
"""

import asyncio
import contextlib
import importlib
import os
import sys
from collections.abc import Awaitable, Callable

from services._kit.leader import Standby
from services._web import service
from tests.faults.mutants import swap
from tests.faults.mutants.changes import MUTATIONS, CountingFacts
from tests.faults.mutants.moments import MOMENTS


async def everybody_leads(
    _dsn: str, _job: str, work: Callable[[], Awaitable[None]], stand_by: Callable[[], None]
) -> None:
    """In place of the election: work at once, whoever else does."""
    while True:
        with contextlib.suppress(Standby):
            await work()
        stand_by()
        await asyncio.sleep(0.2)


def main() -> None:
    """Serve the named service."""
    name = sys.argv[1]
    swap(service, "lead", everybody_leads)
    if mutant := os.environ.get("FAULTS_MUTANT"):
        MUTATIONS[mutant]()
    if name == os.environ["FAULTS_VICTIM"]:
        MOMENTS[os.environ["FAULTS_MOMENT"]]()
    app = importlib.import_module(f"services.{name}.app")
    if name == "compliance":
        swap(app, "Facts", CountingFacts)
        service.run(app.service())
    else:
        service.run(app.SERVICE)


if __name__ == "__main__":
    main()
