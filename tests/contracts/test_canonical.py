"""The hash chain has known answers, so that anyone can verify it with another program."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from contracts.canonical import GENESIS, canonical_json, chain_hash
from contracts.values import timestamp

TIME = datetime(2023, 9, 13, 8, 30, 0, 120, tzinfo=UTC)
# Typed by hand: keys sorted, no spaces, characters beyond ASCII as themselves in UTF-8.
CANONICAL = (
    '{"data":{"activity":"open-11","place":"南街回迁房项目工地","programme":"daxing-2023"},'
    '"id":"00000000-0000-0000-0000-000000000007",'
    '"recordedat":"2023-09-13T08:30:00.000120Z","sequence":1,"source":"/announcer",'
    '"subject":"daxing-2023/open-11","time":"2023-09-13T08:30:00.000120Z",'
    '"type":"VenueChanged.v1"}'
)


def digest(previous: bytes, **changes: object) -> bytes:
    attributes: dict[str, object] = {
        "id": "00000000-0000-0000-0000-000000000007",
        "type": "VenueChanged.v1",
        "source": "/announcer",
        "subject": "daxing-2023/open-11",
        "time": TIME,
        "recordedat": TIME,
        "sequence": 1,
        "data": {"programme": "daxing-2023", "activity": "open-11", "place": "南街回迁房项目工地"},
    }
    told = {**attributes, **changes}
    told["data"] = canonical_json(told["data"])
    told |= {name: timestamp(told[name]) for name in ("time", "recordedat")}  # type: ignore[arg-type]
    return chain_hash(previous, **told)  # type: ignore[arg-type]


def test_the_first_hash_of_a_log_is_the_known_one() -> None:
    assert digest(GENESIS) == hashlib.sha256(bytes(32) + CANONICAL.encode()).digest()
    known = "4d07fa80c94566dd591eefdfccf44708b49c97c704dedf9477f42ff70cbe6df8"
    assert digest(GENESIS).hex() == known


def test_a_hash_binds_what_stood_before() -> None:
    assert digest(digest(GENESIS), sequence=2) != digest(GENESIS, sequence=2)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "00000000-0000-0000-0000-000000000008"},
        {"type": "VenueChanged.v2"},
        {"source": "/compliance"},
        {"subject": "daxing-2023/open-12"},
        {"time": TIME + timedelta(microseconds=1)},
        {"recordedat": TIME + timedelta(microseconds=1)},
        {"sequence": 2},
        {"data": {}},
    ],
)
def test_a_hash_binds_every_attribute(change: dict[str, object]) -> None:
    assert digest(GENESIS, **change) != digest(GENESIS)


def test_the_same_moment_in_another_zone_has_the_same_hash() -> None:
    beijing = TIME.astimezone(timezone(timedelta(hours=8)))

    assert digest(GENESIS, time=beijing) == digest(GENESIS)


def test_timestamps_always_have_six_digits_and_end_in_z() -> None:
    assert timestamp(datetime(2023, 9, 13, tzinfo=UTC)) == "2023-09-13T00:00:00.000000Z"


# Appendix B of RFC 8785: keys are sorted by UTF-16 code units, not by code points.
def test_keys_are_sorted_as_rfc_8785_says() -> None:
    given = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}

    assert list(given) != sorted(given)
    assert canonical_json(given).decode() == (
        '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\U0001f600":5,"\ufb33":3}'
    )


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_the_order_of_keys_never_matters(value: object) -> None:
    def turned(item: object) -> object:
        if isinstance(item, dict):
            return {key: turned(item[key]) for key in reversed(item)}
        return [turned(one) for one in item] if isinstance(item, list) else item

    assert canonical_json(turned(value)) == canonical_json(value)


def test_half_a_character_is_refused_in_a_name_as_in_a_text() -> None:
    for value in ({"\ud800": None}, {"\ud800": 1, "a": 2}, {"a": "\ud800"}, "\ud800"):
        with pytest.raises(rfc8785.CanonicalizationError):
            canonical_json(value)


class Word(str):
    """A text of a kind of its own, as enumerations are."""

    __slots__ = ()


_ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.text().map(Word)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | _ANY_TEXT,
        lambda inner: (
            st.lists(inner).map(tuple) | st.dictionaries(_ANY_TEXT | st.integers(), inner)
        ),
    )
)
def test_the_fast_way_writes_what_the_library_writes_and_refuses_what_it_refuses(
    value: object,
) -> None:
    def told(write: Callable[[Any], bytes]) -> bytes | type[Exception]:
        try:
            return write(value)
        except rfc8785.CanonicalizationError as refusal:
            return type(refusal)
        except UnicodeEncodeError:  # what the library lets out of half a character in a name
            return rfc8785.CanonicalizationError

    assert told(canonical_json) == told(rfc8785.dumps)
