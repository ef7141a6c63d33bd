"""One request is put together from the logs of all services, whoever collected them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli import app
from deploy.course import course

TRACE, OTHER = "4bf92f3577b34da6a3ce929d0e0e4736", "1" * 32


def line(second: float, service: str, event: str, **rest: object) -> str:
    at = f"2026-11-27T08:00:{second:06.3f}Z"
    return json.dumps({"timestamp": at, "service": service, "event": event, "level": "info"} | rest)


ROUTE = "/api/announcer/programmes/{programme}/activities/{activity}/cancel"
TOLD = [
    line(9.0, "announcer", "facts_read", source="compliance", first=1, last=1),
    line(1.1, "compliance", "facts_read", source="announcer", first=40, last=43),
    line(0.5, "compliance", "facts_read", source="announcer", first=40, last=42),  # of old
    line(1.0, "announcer", "facts_recorded", facts=[
        [40, "EventHeld.v1", OTHER], [41, "EventCancelled.v1", TRACE],
        [42, "EventCancelled.v1", TRACE], [43, "ChangeFiled.v1", TRACE],
    ]),
    line(1.2, "compliance", "facts_recorded", facts=[[7, "RequirementStatusChanged.v1", TRACE]]),
    "announcer-1  | " + line(
        1.01, "announcer", "request_answered", trace_id=TRACE, correlation_id="c0ffee",
        method="POST", route=ROUTE, status=200, seconds=0.012,
    ),
    line(1.05, "announcer", "facts_published", trace_id=TRACE, first=40, last=43),
    line(1.3, "compliance", "viewers_told", first=6, last=8, viewers=3),
    line(1.4, "registration", "reaction_failed", trace_id=TRACE, error="away"),
    line(1.6, "registration", "facts_read", source="announcer", first=41, last=41),
    line(1.7, "registration", "facts_read", source="announcer", first=41, last=43),  # once more
    "no line of ours", '{"half": ', "[1]",
]  # fmt: skip
STEPS = [
    "announcer recorded 41-42 EventCancelled.v1, 43 ChangeFiled.v1",
    f"announcer answered 200 after 12 ms: POST {ROUTE}",
    "announcer published 41-43",
    "compliance read announcer 41-43",
    "compliance recorded 7 RequirementStatusChanged.v1",
    "compliance told 3 viewer(s) of 7",
    "registration reaction_failed error=away",
    "registration read announcer 41",
    "registration read announcer 42-43",
]


@pytest.mark.parametrize(
    "asked", [TRACE, f"00-{TRACE}-00f067aa0ba902b7-01", "c0ffee", "announcer:42", "compliance:7"]
)
def test_what_a_request_caused_is_told_in_order_whichever_way_it_is_named(asked: str) -> None:
    trace, steps = course(TOLD, asked)
    assert trace == TRACE
    assert [f"{it.service} {it.what}" for it in steps] == STEPS


@pytest.mark.parametrize("asked", ["announcer:99", "registration:41", "2" * 32, "nobody", ""])
def test_what_no_line_names_has_no_steps(asked: str) -> None:
    assert course(TOLD, asked)[1] == []


def test_the_command_reads_files_and_what_is_piped_in(tmp_path: Path) -> None:
    (tmp_path / "some.log").write_text("\n".join(TOLD[:4]), encoding="utf-8")
    ours = ["trace", "c0ffee", str(tmp_path / "some.log"), "-"]
    told = CliRunner().invoke(app, ours, input="\n".join(TOLD[4:]))
    assert told.exit_code == 0
    assert told.stdout.splitlines()[0].startswith(f"trace {TRACE}, from 2026-11-27T08:00:01")
    assert "     +300 ms  compliance    told 3 viewer(s) of 7" in told.stdout

    unknown = CliRunner().invoke(app, ["trace", "nobody", "-"], input="\n".join(TOLD))
    assert unknown.exit_code == 1
    assert "names nobody" in unknown.output
