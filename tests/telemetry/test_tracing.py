"""Which trace some work belongs to, and that log lines say it."""

import asyncio

import pytest

from services._telemetry.tracing import add_trace_id, span

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
GIVEN = f"00-{TRACE}-00f067aa0ba902b7-01"
OTHER = "00-11111111111111111111111111111111-00f067aa0ba902b7-01"


def test_work_continues_the_trace_of_its_cause_under_a_span_of_its_own() -> None:
    with span(GIVEN, name="outer") as outer, span(name="inner") as inner:
        assert [it.split("-")[1] for it in (outer, inner)] == [TRACE, TRACE]
        assert len({GIVEN, outer, inner}) == 3


def test_a_caller_that_does_not_sample_is_followed_all_the_same() -> None:
    with span(GIVEN[:-2] + "00", name="work") as outer:
        assert outer.split("-")[1] == TRACE


@pytest.mark.parametrize(
    "given",
    [
        None, "", "nonsense", "跟踪", f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"ff-{TRACE}-00f067aa0ba902b7-01", GIVEN + "\r\nX-Evil: 1", GIVEN.upper(),
    ],
)  # fmt: skip
def test_without_a_valid_cause_a_trace_begins(given: str | None) -> None:
    with span(given, name="work") as traceparent:
        version, trace, _, _ = traceparent.split("-")
        assert version == "00"
        assert trace not in {TRACE, "0" * 32}
        assert traceparent.isascii()


def test_a_batch_of_one_trace_continues_it_and_of_several_has_one_of_its_own() -> None:
    with span(GIVEN, None, GIVEN, name="batch") as one:
        assert one.split("-")[1] == TRACE
    with span(GIVEN, OTHER, name="batch") as several:
        assert several.split("-")[1] not in {TRACE, OTHER.split("-")[1]}


async def test_lines_of_work_started_from_a_request_carry_its_trace() -> None:
    async def later() -> dict[str, object]:
        await asyncio.sleep(0)
        return dict(add_trace_id(None, "info", {}))

    with span(GIVEN, name="request"):
        task = asyncio.create_task(later())
    assert await task == {"trace_id": TRACE}
    assert add_trace_id(None, "info", {}) == {}
