"""Judging 22 activities with their full working: the whole season's facts, and four times as many.

The facts are the season's own; the oracle is the season's typed expectation.
"""

import time
from dataclasses import replace
from uuid import uuid5

from contracts.envelope import Envelope
from contracts.registry import decode
from deploy.local.season.acts import load_acts
from deploy.local.season.expected import load_expected
from services.compliance.judging.projection import Projection, read_fact
from tests.bench.facts import PROGRAMME
from tests.bench.harness import Bench, Figures, Given, Measure, Servers, expect
from tests.season.rehearsal import Rehearsal

TIMES = 4
_GROWING = {"SignedUp.v1", "QuestionAsked.v1"}


async def prepare(servers: Servers) -> Given:
    """How often it is judged."""
    return {"repeats": 3 if servers.short else 20}


async def ours(given: Given) -> Figures:
    """Milliseconds for all activities as of the season's end; and per fact with many more."""
    rehearsal = Rehearsal()
    rehearsal.play(load_acts())
    moment = load_expected()[-1]
    projection, grown = Projection(), Projection()
    facts = [fact for it in rehearsal.facts if (fact := read_fact(it)) is not None]
    projection.add(facts)
    found = {(it.row, it.code): it.status for it in projection.assess(PROGRAMME, moment.as_of)}
    expect(found == dict(moment.statuses), "the verdicts are the season's typed ones")
    more = [
        fact
        for number in range(1, TIMES)
        for it in rehearsal.facts
        if it.type in _GROWING and (fact := read_fact(_again(it, number))) is not None
    ]
    grown.add([*facts, *more])
    expect(
        {(it.row, it.code): it.status for it in grown.assess(PROGRAMME, moment.as_of)} == found,
        "more people change no verdict",
    )

    def milliseconds(of: Projection) -> float:
        begun = time.perf_counter()
        for _ in range(given["repeats"]):
            of.assess(PROGRAMME, moment.as_of)
        seconds = time.perf_counter() - begun
        return seconds * 1_000 / int(given["repeats"])

    milliseconds(projection)
    small, large = milliseconds(projection), milliseconds(grown)
    return {"": small, "growth": (large / (len(facts) + len(more))) / (small / len(facts))}


def _again(envelope: Envelope, number: int) -> Envelope:
    """The same said by somebody else."""
    other = uuid5(envelope.id, str(number))
    name = "person" if "person" in envelope.data else "question"
    data = {**envelope.data, name: f"{envelope.data[name]}-{number}"}
    decode(envelope.type, data)
    sequence = envelope.sequence + number * 1_000_000
    return replace(envelope, id=other, data=data, sequence=sequence)


BENCHES: tuple[Bench, ...] = (
    Bench(
        name="assess, 22 activities",
        variants={"ours": ours},
        measures=(
            Measure("ms", at_most=50),
            Measure("× a fact's share", figure="growth", at_most=1.1),
        ),
        prepare=prepare,
    ),
)
