"""Safeties of the kit taken away, each by another word in its own source.

Those that trials on real processes know too are theirs; the others need no more than a place, what
is said there, and what is said instead.
"""

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services._kit import following, postgres, projector
from services._kit.deciding import Batch
from services._kit.following import Decoded, Follower
from services._kit.postgres import UNAVAILABLE, PostgresStore, transaction
from services._kit.reactions import Reactor
from services._kit.relay import Relay
from services._kit.timers import Timers
from services._kit.writer import Writer
from tests.faults.mutants import swap
from tests.faults.mutants.changes import MUTATIONS


@dataclass(frozen=True, slots=True)
class Rewording:
    """A function of the product that says something else."""

    owner: Any
    name: str
    said: str
    instead: str

    def __call__(self) -> None:
        """Put the changed function in the place of the original."""
        original = getattr(self.owner, self.name)
        module = sys.modules[inspect.unwrap(original).__module__]
        source = inspect.getsource(original)
        assert source.count(self.said) == 1, f"{self.name} does not say {self.said!r} once"
        space = vars(module).copy()
        within = "if True:\n" if source.startswith(" ") else ""  # a method is indented
        exec(within + source.replace(self.said, self.instead), space)  # noqa: S102 - our own words
        swap(self.owner, self.name, space[self.name])


def quarantine_on_a_database_error() -> None:
    """The projector takes a failing database for a message that cannot be read."""
    take = Follower._take

    async def take_or_pass_over(self: Follower, batch: Decoded) -> None:
        try:
            await take(self, batch)
        except UNAVAILABLE:
            async with transaction(self._pool) as connection:
                await projector.advance(connection, batch.start, batch.end)

    swap(Follower, "_take", take_or_pass_over)


_RESTORED = ("back up", "restore", "say", "say", "say", "say", "say")
CERTAIN: dict[str, tuple[str, ...]] = {
    "no_compare_and_set": ("elect everybody", "elect everybody"),
    "timer_marked_before_it_acts": (*["say for later"] * 4, *["slow down"] * 3, *["kill"] * 4),
    "quarantine_on_a_database_error": ("cut before commit", "cut before commit"),
    "default_ack_policy": ("cut after commit", "crash PostgreSQL"),
    "reaction_without_the_events_id": ("lose an acknowledgement",),
    "memory_kept_after_an_error": _RESTORED,
    "memory_kept_when_the_connection_was_lost": _RESTORED,
    "no_identity_check_of_the_relay": _RESTORED,
    "no_length_check_of_the_relay": _RESTORED,
    "no_identity_check_of_the_reader": (*_RESTORED, "wipe the streams"),
    "no_identity_check_of_the_reaction": (*_RESTORED, "wipe the streams"),
    "no_epoch_check": _RESTORED,
}
"""The faults at which a safety is all that stands, in every schedule of its mutant."""

MUTANTS: dict[str, Callable[[], None]] = MUTATIONS | {
    "no_counter_lock": Rewording(PostgresStore, "locked", " for update", ""),
    "moved_taken_for_recorded": Rewording(
        postgres, "_append", 'if done != "SELECT 1":', "if False:"
    ),
    "memory_kept_after_an_error": Rewording(
        Writer,
        "commit_then_acknowledge",
        "self._fresh = False",
        "self._fresh = True",
    ),
    "memory_kept_when_the_connection_was_lost": Rewording(
        PostgresStore,
        "_writing",
        'raise asyncpg.InterfaceError("the connection was lost")',
        "self._writer = None",
    ),
    "no_known_results": Rewording(Batch, "decide", "self._known.get(request.id)", "None"),
    "reaction_without_the_events_id": Rewording(
        Reactor,
        "take",
        'f"{self.name}:{index}" if index else self.name',
        "self._writer.now().isoformat()",
    ),
    "default_ack_policy": Rewording(
        Reactor, "_handle", "await message.nack(delay=delay)", "await message.ack()"
    ),
    "floor_kept_of_what_was_only_delivered": Rewording(
        Reactor,
        "_handle",
        "                await self._react(raw)",
        "                self._done = raw.metadata.sequence.stream, raw.headers['ce-id']\n"
        "                await self._react(raw)",
    ),
    "reaction_does_not_wait_for_the_reader": Rewording(
        Reactor, "_look", "(read_to or 0) < envelope.sequence", "False"
    ),
    "no_identity_check_of_the_relay": Rewording(
        Relay,
        "_verify",
        "await event_at(js, self._stream, ours.sequence) != ours.identity",
        "False",
    ),
    "no_length_check_of_the_relay": Rewording(Relay, "_verified_end", "if not rows:", "if False:"),
    "no_gap_check": Rewording(following, "decoded", "message.position != position", "False"),
    "no_identity_check_of_the_reader": Rewording(
        Follower, "_checkpoint", "found != checkpoint.event_id", "False"
    ),
    "no_identity_check_of_the_reaction": Rewording(
        Reactor, "_watch", "(await event_at(js, stream, floor))[0] == event", "True"
    ),
    "no_epoch_check": Rewording(Follower, "_checkpoint", "checkpoint.epoch < epoch", "False"),
    "checkpoint_apart_from_the_read_model": Rewording(
        Follower,
        "_fold",
        "await advance(connection, batch.start, batch.end)",
        "await advance(self._pool, batch.start, batch.end)",
    ),
    "batch_not_in_order": Rewording(
        Follower, "_fold", "apply(connection, batch.facts)", "apply(connection, batch.facts[::-1])"
    ),
    "quarantine_on_a_database_error": quarantine_on_a_database_error,
    "timer_marked_before_it_acts": Rewording(
        Timers,
        "_fire",
        "        for row in rows:",
        "        for row in rows:\n"
        "            await self._pool.execute('update timer set fired_at = $2 where id = $1',"
        " row['id'], self._clock.now())",
    ),
}
