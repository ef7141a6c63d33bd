"""What comes from outside as bytes is read, or refused in the one documented way."""

import json
from contextlib import suppress
from importlib.resources import files

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.envelope import Envelope
from contracts.examples import EXAMPLES
from contracts.registry import Undecodable, decode
from services.compliance.rules.pack import PackError, parse_pack
from tests.contracts.test_examples import wrapped

PACK = (files("services.compliance.rules") / "packs" / "daxing-2023.toml").read_text("utf-8")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
DEEP = st.integers(500, 60_000).map(lambda depth: b"[" * depth)
BODIES = st.binary(max_size=200) | JSON.map(lambda it: json.dumps(it).encode()) | DEEP
EVENT = st.sampled_from([wrapped(event) for event in EXAMPLES.values()])
SEARCHING = settings(max_examples=150, deadline=None)


@SEARCHING
@given(EVENT, st.data(), BODIES)
def test_a_message_is_an_envelope_or_a_value_error(
    envelope: Envelope, data: st.DataObject, body: bytes
) -> None:
    headers = envelope.to_message().headers
    name = data.draw(st.sampled_from(sorted(headers)))
    with suppress(ValueError):
        Envelope.from_message(headers | {name: data.draw(st.text(max_size=80))}, body)
    with suppress(ValueError):
        Envelope.from_json_line(body)


@SEARCHING
@given(EVENT, st.data(), JSON)
def test_data_is_an_event_or_undecodable(
    envelope: Envelope, data: st.DataObject, instead: object
) -> None:
    name = data.draw(st.sampled_from(sorted(envelope.data)))
    with suppress(Undecodable):
        decode(envelope.type, dict(envelope.data) | {name: instead})


@SEARCHING
@given(EVENT, BODIES)
def test_a_body_is_an_event_or_undecodable(envelope: Envelope, body: bytes) -> None:
    with suppress(Undecodable):
        decode(envelope.type, body)


@settings(max_examples=60, deadline=None)
@given(
    st.data(),
    st.text(max_size=30) | st.sampled_from(["= [[[", "9999-99-99", "-1", "''''''", "nan"]),
)
def test_a_mutilated_pack_is_read_or_refused(data: st.DataObject, instead: str) -> None:
    at, gone = data.draw(st.integers(0, len(PACK))), data.draw(st.integers(0, 60))
    with suppress(PackError):
        parse_pack(PACK[:at] + instead + PACK[at + gone :], "mutilated")
