"""What happens in one simulation: a list of moves, made from a seed, that shrinks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

SAYINGS = (
    "say", "say", "say", "say two facts", "say at two replicas", "say for later",
    "say what is refused", "say what cannot be stored",
)  # fmt: skip
FAULTS = (
    "kill", "kill", "freeze", "elect everybody", "slow down", "step the clock",
    "cut sessions", "crash PostgreSQL", "cut before commit", "cut after commit", "lose a reply",
    "crash NATS", "lose the tail", "wipe the streams", "delete consumers",
    "lose an answer", "lose a publication", "send a ghost",
    "lose a delivery", "repeat a delivery", "delay a delivery", "lose an acknowledgement",
)  # fmt: skip
LENGTH = 3.0  # seconds in which moves are made
RESTORE, RESTORES = ("back up", "restore"), 0.06  # of the schedules


@dataclass(frozen=True, slots=True)
class Move:
    """What happens when, to whom, and for how many seconds."""

    at: float
    what: str
    whom: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.at:6.3f} s  {self.what}  (whom {self.whom}, {self.seconds:.1f} s)"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A seed, from which all that is random comes, how many speak and answer, and the moves."""

    seed: int
    replicas: tuple[int, int]
    moves: tuple[Move, ...]


def plan(seed: int, certain: Sequence[str] = ()) -> Schedule:
    """The schedule of a seed, with faults that it has in any case."""
    random = Random(seed)  # noqa: S311 - repeatable, nothing is secret
    kinds = random.choices(SAYINGS, k=random.randint(3, 8))
    kinds += random.choices(FAULTS, k=random.randint(1, 5))
    kinds += certain or (RESTORE if random.random() < RESTORES else ())
    moves = [
        Move(LENGTH * random.random(), kind, random.randrange(100), 5 * random.random() ** 2)
        for kind in kinds
    ]
    replicas = random.randint(1, 2), random.randint(1, 2)
    return Schedule(seed, replicas, tuple(sorted(moves, key=lambda move: move.at)))


def shrink(schedule: Schedule, fails: Callable[[Schedule], bool]) -> Schedule:
    """Fewest moves that still fail: leave out halves, then quarters, down to single ones."""
    size = len(schedule.moves) // 2
    while size:
        start = 0
        while start < len(schedule.moves):
            kept = schedule.moves[:start] + schedule.moves[start + size :]
            if fails(shorter := replace(schedule, moves=kept)):
                schedule = shorter
            else:
                start += size
        size //= 2
    return schedule
