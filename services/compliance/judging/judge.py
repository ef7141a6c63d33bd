"""Judging an exported log offline: first that nobody changed it, then by the rules.

Everything here is pure, and the verdicts come from the same ``assess`` as the wall's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.canonical import GENESIS
from contracts.envelope import Envelope
from contracts.events.announcer import ProgrammeImported
from contracts.registry import Undecodable
from contracts.topology import SERVICES
from services.compliance.judging.projection import Projection, read_fact
from services.compliance.rules.pack import Pack
from services.compliance.rules.verdict import Verdict


class BrokenChain(Exception):
    """A log in which something was changed, removed or added; names the first wrong link."""

    def __init__(self, service: str, sequence: int, problem: str) -> None:
        super().__init__(f"{service} #{sequence}: {problem}")
        self.service, self.sequence, self.problem = service, sequence, problem


class AmbiguousProgramme(Exception):
    """Several programmes use the pack, or none does: one must be named."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts of one programme, and the facts that this release cannot read."""

    programme: str | None
    verdicts: Sequence[Verdict]
    unread: Sequence[str]


def verify(envelopes: Iterable[Envelope]) -> dict[str, list[Envelope]]:
    """Every service's log in order; raises ``BrokenChain`` at the first wrong link.

    Each log begins at 1 and has no gap; every hash follows from the one before; the times of
    recording never go back.
    """
    logs: dict[str, list[Envelope]] = {}
    for envelope in envelopes:
        logs.setdefault(envelope.service, []).append(envelope)
    for service in sorted(logs):
        logs[service].sort(key=lambda envelope: envelope.sequence)
        _verify_log(service, logs[service])
    return logs


def judge(
    pack: Pack, envelopes: Iterable[Envelope], as_of: datetime, programme: str | None = None
) -> Judgement:
    """Verify the chains and judge one programme as of a moment.

    Without ``programme`` it is the one that was imported with this pack. Raises ``BrokenChain``
    or ``AmbiguousProgramme``.
    """
    projection, unread = read_log(envelopes)
    chosen = programme or _programme_of(pack, projection)
    if chosen is None:
        return Judgement(None, (), unread)
    return Judgement(chosen, projection.assess(chosen, as_of, pack), unread)


def read_log(envelopes: Iterable[Envelope]) -> tuple[Projection, list[str]]:
    """Verify the chains and take every fact; names those that this release cannot read."""
    facts, unread = [], []
    for log in verify(envelopes).values():
        for envelope in log:
            try:
                facts.append(read_fact(envelope))
            except Undecodable as error:
                unread.append(f"{envelope.service} #{envelope.sequence}: {error}")
    projection = Projection()
    projection.add(fact for fact in facts if fact is not None)
    return projection, unread


def _verify_log(service: str, log: Sequence[Envelope]) -> None:
    if service not in SERVICES:
        raise BrokenChain(service, log[0].sequence, "no such service")
    previous, recorded_at = GENESIS, log[0].recorded_at
    for expected, envelope in enumerate(log, start=1):
        if envelope.sequence > expected:
            raise BrokenChain(service, expected, "is missing")
        if envelope.sequence < expected:
            raise BrokenChain(service, envelope.sequence, "stands there twice")
        if envelope.expected_hash(previous).hex() != envelope.hash:
            raise BrokenChain(service, expected, "its hash does not follow from the one before")
        if envelope.recorded_at < recorded_at:
            raise BrokenChain(service, expected, "was recorded before the one before it")
        previous, recorded_at = bytes.fromhex(envelope.hash), envelope.recorded_at


def _programme_of(pack: Pack, projection: Projection) -> str | None:
    found = [
        programme
        for programme in projection.programmes
        for fact in projection.facts(programme)
        if isinstance(fact.event, ProgrammeImported) and fact.event.pack == pack.id
    ]
    if len(set(found)) > 1:
        raise AmbiguousProgramme(", ".join(sorted(set(found))))
    return found[0] if found else None
