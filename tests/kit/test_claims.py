"""A message stands for the fact at its own position of its own stream, whatever it says."""

from dataclasses import replace

import pytest

from contracts.envelope import Envelope
from contracts.examples import EXAMPLES
from services._kit.following import decoded
from services._kit.projector import Checkpoint
from services._pull.raw import Raw
from tests.contracts.test_examples import wrapped
from tests.delivering import wire

EVENT = next(iter(EXAMPLES.values()))
START = Checkpoint("facts", "announcer", epoch=1, position=4)
FIFTH = replace(wrapped(EVENT), source="/announcer", sequence=5)


def fifth_of_the_stream(envelope: Envelope) -> Raw:
    return Raw(5, wire(envelope))


async def test_a_fact_at_its_own_position_is_one() -> None:
    read = await decoded(START, [fifth_of_the_stream(FIFTH)])
    assert [it.envelope for it in read.facts] == [FIFTH]
    assert not read.unreadable


@pytest.mark.parametrize(
    "claim", [replace(FIFTH, sequence=2), replace(FIFTH, source="/registration")]
)
async def test_what_says_that_it_is_another_is_kept_aside(claim: Envelope) -> None:
    read = await decoded(START, [fifth_of_the_stream(claim)])
    assert not read.facts
    assert [position for position, _, _ in read.unreadable] == [5]
    assert read.end.position == 5
