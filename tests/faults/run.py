"""``python -m tests.faults.run``: the soak, the three mutants, one line that says it all."""

import argparse
import asyncio
import secrets
import shutil
import sys
import time
from pathlib import Path

from deploy.local.child import StartFailed
from deploy.local.home import Home, HomeInUseError, base_folder
from tests.faults.checker import Findings
from tests.faults.mutants.trials import TRIALS, try_mutant
from tests.faults.nemesis import percentile_95
from tests.faults.soak import Result, soak

FULL_ROUNDS, SHORT_ROUNDS = 2, 1
_BEGAN = time.monotonic()


def main() -> int:
    """Run everything; 0 when nothing was lost, doubled or diverged and every mutant was caught."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--short", action="store_true", help="one round of every fault, for CI")
    parser.add_argument("--only", default="", help="only faults that contain this; no mutants")
    parser.add_argument("--rounds", type=int, help="how many rounds of every fault")
    options = parser.parse_args()
    rounds = options.rounds or (SHORT_ROUNDS if options.short else FULL_ROUNDS)
    tell(f"seed {options.seed}; the same again: make faults FAULTS='--seed {options.seed}'")
    try:
        return asyncio.run(_run(options.seed, rounds, options.only))
    except (HomeInUseError, StartFailed) as failure:
        tell(str(failure))
        return 2


async def _run(seed: int, rounds: int, only: str) -> int:
    base = base_folder() / "faults"
    total = await soak(_fresh("soak", base), seed, rounds, tell, only)
    _tell_findings("the soak", total.findings)
    killed = 0
    trials = () if only else TRIALS
    for trial in trials:
        report = await try_mutant(trial, _fresh(trial.mutant, base), seed, tell)
        _tell_findings(f"the product without {trial.mutant}", report.control)
        total.findings += report.control
        total.acknowledged += report.acknowledged
        total.faults += 1
        killed += report.killed
    passed = total.findings.clean and killed == len(trials)
    if passed:
        shutil.rmtree(base)
    else:
        tell(f"logs and data are kept in {base}")
    print(_line(total, f"{killed}/{len(trials)}"))  # noqa: T201 - a terminal
    return 0 if passed else 1


def tell(line: str) -> None:
    """One line of progress, after so many seconds."""
    print(f"[{time.monotonic() - _BEGAN:6.1f} s] {line}", flush=True)  # noqa: T201 - a terminal


def _tell_findings(where: str, found: Findings) -> None:
    for line in found.lines():
        tell(f"{where}: {line}")


def _fresh(name: str, base: Path) -> Home:
    Home(name, base).forget()
    return Home(name, base)


def _line(total: Result, mutants: str) -> str:
    found = total.findings
    return (
        f"faults={total.faults} acknowledged={total.acknowledged} lost={len(found.lost)}"
        f" doubled={len(found.doubled)} diverged={len(found.diverged)}"
        f" mutants={mutants} converge_p95={percentile_95(total.converged):.1f}s"
    )


if __name__ == "__main__":
    sys.exit(main())
