"""``python -m tests.faults.run``: the soak, the three mutants, one line that says it all."""

import argparse
import asyncio
import secrets
import shutil
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from deploy.local.child import StartFailed
from deploy.local.home import Home, HomeInUseError, base_folder
from tests.faults.besides import kill_leaders, stay_away
from tests.faults.checker import Findings
from tests.faults.drill import forge_and_restore
from tests.faults.mutants.trials import TRIALS, Report, Trial, try_mutant
from tests.faults.nemesis import Times, distribution, percentile
from tests.faults.result import Result
from tests.faults.soak import Plan, soak

MOST = 5  # of a kind are told
SILENT = 0.001  # of the times that a process is asked whether it lives: a late answer fails the run
WORKING = 2  # processes of what runs beside the soak
AWAY, LEADERS = "away for long", "three nats-servers"
BESIDES = {AWAY: stay_away, LEADERS: kill_leaders, "two histories": forge_and_restore}
_BEGAN = time.monotonic()


def main() -> int:
    """Run everything; 0 when nothing was lost, doubled, diverged or silent, every mutant caught.

    How long everything took is told and not judged: a busy machine says nothing of the product.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--short", action="store_true", help="several faults as one, for CI")
    parser.add_argument(
        "--only",
        default="",
        help="only faults that contain one of these, with commas between; no mutants;"
        " or the name of a run beside the soak",
    )
    parser.add_argument("--rounds", type=int, default=1, help="how many rounds of every fault")
    options = parser.parse_args()
    tell(f"seed {options.seed}; the same again: make faults FAULTS='--seed {options.seed}'")
    try:
        return _run(Plan(options.seed, options.rounds, options.short), options.only)
    except (HomeInUseError, StartFailed) as failure:
        tell(str(failure))
        return 2


def _run(plan: Plan, only: str) -> int:
    base = base_folder() / "faults"
    total = Result()
    left_out = AWAY if plan.brief else ""
    besides = [name for name in BESIDES if only == name or (not only and name != left_out)]
    trials = () if only else TRIALS
    at_once = WORKING + (AWAY in besides)
    with ProcessPoolExecutor(at_once, get_context("fork")) as pool:

        def begin(name: str) -> Future[Result]:
            return pool.submit(_beside, name, _fresh(name, base), plan.seed)

        results = {name: begin(name) for name in besides if name == AWAY}  # which mostly waits
        if only not in BESIDES:
            total = asyncio.run(soak(_fresh("soak", base), plan, tell, only.split(",")))
            _tell_findings("the soak", total.findings)
        results |= {name: begin(name) for name in besides if name != AWAY}
        reports = [
            pool.submit(_try, trial, _fresh(trial.mutant, base), plan.seed) for trial in trials
        ]
        led = Times()
        for name, result in ((name, future.result()) for name, future in results.items()):
            _tell_findings(name, result.findings)
            total.add(result)
            led = result.times if name == LEADERS else led
        killed = 0
        for trial, report in zip(trials, (each.result() for each in reports), strict=True):
            _tell_findings(f"the product without {trial.mutant}", report.control)
            total.add(Result(1, report.acknowledged, report.control))
            killed += report.killed
    answered = len(total.silent) <= SILENT * len(total.health)
    passed = total.findings.clean and answered and killed == len(trials)
    if passed:
        shutil.rmtree(base)
    else:
        tell(f"logs and data are kept in {base}")
    _tell_times(total, led)
    print(_line(total, led, f"{killed}/{len(trials)}"))  # noqa: T201 - a terminal
    return 0 if passed else 1


def _beside(name: str, home: Home, seed: int) -> Result:
    """A run in a process of its own: it waits more than it works."""
    return asyncio.run(BESIDES[name](home, seed, tell))


def _try(trial: Trial, home: Home, seed: int) -> Report:
    """One trial, likewise."""
    return asyncio.run(try_mutant(trial, home, seed, tell))


def tell(line: str) -> None:
    """One line of progress, after so many seconds."""
    print(f"[{time.monotonic() - _BEGAN:6.1f} s] {line}", flush=True)  # noqa: T201 - a terminal


def _tell_findings(where: str, found: Findings) -> None:
    for line in found.lines():
        tell(f"{where}: {line}")


def _fresh(name: str, base: Path) -> Home:
    Home(name, base).forget()
    return Home(name, base)


def _tell_times(total: Result, led: Times) -> None:
    for silence in sorted(total.silent)[:MOST]:
        tell(silence)
    measured = [("one nats-server", total.times), ("three, the leader killed", led)]
    for where, times in (each for each in measured if each[1].converged):
        tell(f"{where}: until every service said yes again: {distribution(times.answered)}")
        tell(f"{where}: until all had arrived everywhere: {distribution(times.converged)}")
    tell(f"health of processes that were not stopped: {distribution(total.health)}")
    if total.delayed:
        tell(f"{total.delayed} were late while an idle web server beside them was late too")
    if total.no_disk:
        tell(f"NO DISK WAS FILLED: {total.no_disk}")


def _line(total: Result, led: Times, mutants: str) -> str:
    found, times = total.findings, total.times
    return (
        f"faults={total.faults} acknowledged={total.acknowledged} lost={len(found.lost)}"
        f" doubled={len(found.doubled)} diverged={len(found.diverged)} silent={len(total.silent)}"
        f" mutants={mutants} disks_filled={'none' if total.no_disk else 'both'}"
        f" answer_p95={percentile(times.answered):.1f}s"
        f" converge_p95={percentile(times.converged):.1f}s"
        f" leader_p95={f'{percentile(led.converged):.1f}s' if led.converged else 'none'}"
    )


if __name__ == "__main__":
    sys.exit(main())
