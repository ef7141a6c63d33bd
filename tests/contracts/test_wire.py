"""A header block as it arrives is read as its headers would be, one by one, whoever wrote it."""

from contextlib import suppress
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.envelope import Envelope, headers_of, parts_of
from contracts.event import DomainEvent
from contracts.examples import EXAMPLES
from services._kit.quarantine import Delivery
from tests.contracts.test_examples import ALL, wrapped
from tests.delivering import wire


def slowly(wire: bytes) -> Envelope | None:
    head, body = parts_of(wire)
    with suppress(ValueError):
        return Envelope.from_message(headers_of(head), body)
    return None


def quickly(wire: bytes) -> Envelope | None:
    with suppress(ValueError):
        return Envelope.from_wire(wire)
    return None


def as_a_fact(wire: bytes) -> Envelope | None:
    with suppress(ValueError):
        return Delivery.of(wire).envelope
    return None


@ALL
def test_what_the_relay_writes_is_read_whole(event: DomainEvent) -> None:
    played = wrapped(event)

    for envelope in (played, replace(played, simulated=False), replace(played, traceparent=None)):
        assert Envelope.from_wire(wire(envelope)) == envelope


@given(st.data())
@settings(max_examples=500, deadline=None)
def test_a_block_that_was_tampered_with_is_read_or_refused_as_its_headers_are(
    data: st.DataObject,
) -> None:
    head, body = parts_of(wire(wrapped(data.draw(st.sampled_from(list(EXAMPLES.values()))))))
    at = data.draw(st.integers(0, len(head) - 1))
    until = data.draw(st.integers(at, min(len(head), at + 40)))
    put = data.draw(
        st.binary(max_size=3)
        | st.sampled_from(
            [b"0", b"9", b"-", b"Z", b" ", b"\r\n", b"\xc3\xa9", b": ", b"\r\nce-cls: x", head]
        )
    )
    forged = head[:at] + put + head[until:] + b"\r\n\r\n" + body

    assert quickly(forged) == slowly(forged)
    if (fact := as_a_fact(forged)) is not None:
        assert fact == quickly(forged)


@given(st.sampled_from([b"[]", b"null", b"1", b'"x"', b"{", b"", b'{"a":NaN}', b"\xff"]))
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    head, _ = parts_of(wire(wrapped(next(iter(EXAMPLES.values())))))
    forged = head + b"\r\n\r\n" + body

    assert (quickly(forged) is None) == (slowly(forged) is None)
    assert as_a_fact(forged) is None
