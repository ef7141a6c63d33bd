"""The exported log, judged offline, gives what the wall gives; a forged one is found."""

import asyncio
import gc
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from services.compliance.cli import app, uncollected
from tests.compliance.conftest import Compliance, Others, PlayedClock
from tests.compliance.story import Story

AS_OF = "2023-09-15T10:00:00+08:00"
EXPORT = "/api/compliance/programmes/daxing-2023/export"

runner = CliRunner()


def judge(path: Path, *more: str, as_of: str = AS_OF) -> tuple[int, str, str]:
    command = ["judge", "--pack", "daxing-2023", "--as-of", as_of, str(path), *more]
    answer = runner.invoke(app, command)
    return answer.exit_code, answer.stdout, answer.stderr


@pytest.fixture
async def export(
    compliance: Compliance, others: Others, clock: PlayedClock, tmp_path: Path
) -> Path:
    story = Story("open-11").planned().scheduled("2023-09-14", said="2023-08-10 10:00")
    story.noticed("2023-09-04 10:00", "2023-09-14").held("2023-09-14").seated("2023-09-10", ())
    await others.say(story.facts)
    clock.set(AS_OF)
    await compliance.settled()
    await compliance.post("/routine-units", {"unit": "minzhengju", "unit_name": "民政局"})
    body = {"activity": "open-11", "code": "MAT-TIME", "status": "met", "reason": "已核对"}
    await compliance.post("/reviews", body, roles=["assessor"], unit="third-party")
    await compliance.settled()
    path = tmp_path / "events.jsonl"
    return write(path, [(await compliance.http.get(EXPORT)).text])


async def test_judge_gives_what_the_wall_gives(export: Path, compliance: Compliance) -> None:
    code, out, err = judge(export, "--json")
    assert (code, err) == (0, "")
    wall = await compliance.get("/matrix")
    shown = {
        (row["activity"], each["code"]): (
            each["status"],
            each["flags"],
            each["due"],
            each["due_at"],
        )
        for row in (*wall["rows"], *wall["other_rows"])
        for each in row["verdicts"]
    }
    judged = json.loads(out)
    assert {
        (each["activity"], each["code"]): tuple(
            each[name] for name in ("status", "flags", "due", "due_at")
        )
        for each in judged
    } == shown
    assert list(judged[0]) == [
        "activity", "code", "strength", "status", "flags", "due", "due_at", "clause", "evidence",
    ]  # fmt: skip
    assert [each["code"] for each in judged[-2:]] == ["ROUTINE", "ASSESS"]
    assert [each["activity"] for each in judged[-2:]] == ["unit:minzhengju", "programme"]


async def test_the_export_holds_every_event_of_every_service_in_order(
    export: Path, compliance: Compliance
) -> None:
    events = [json.loads(line) for line in lines_of(export)]
    by_source: dict[str, list[int]] = {}
    for event in events:
        by_source.setdefault(event["source"], []).append(event["sequence"])
    assert all(places == list(range(1, len(places) + 1)) for places in by_source.values())
    end = await compliance.running.pool.fetchval("select pos from counter")
    assert by_source["/compliance"][-1] == end
    assert {"RequirementStatusChanged.v1", "ReviewDecided.v1"} <= {e["type"] for e in events}
    assert all(event["specversion"] == "1.0" and event["simulated"] for event in events)


async def test_judge_ignores_exactly_what_the_notifier_says(export: Path) -> None:
    lines = lines_of(export)
    others = [line for line in lines if '"source":"/compliance"' not in line]
    alone = export.with_name("others.jsonl")
    write(alone, others)
    whole = {
        (e["activity"], e["code"]): e["status"] for e in json.loads(judge(export, "--json")[1])
    }
    part = {(e["activity"], e["code"]): e["status"] for e in json.loads(judge(alone, "--json")[1])}
    assert {key for key in whole if whole[key] != part.get(key)} <= {
        ("unit:minzhengju", "ROUTINE"), ("open-11", "MAT-TIME")
    }  # fmt: skip


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def write(path: Path, lines: Iterable[str]) -> Path:
    path.write_text("".join(lines), encoding="utf-8")
    return path


def changed(event: dict[str, Any], **data: Any) -> dict[str, Any]:
    return {**event, "data": {**event["data"], **data}}


async def test_a_changed_removed_added_or_moved_event_is_found(export: Path) -> None:
    events = [json.loads(line) for line in lines_of(export)]
    third = next(
        n for n, e in enumerate(events) if (e["source"], e["sequence"]) == ("/announcer", 3)
    )
    event = events[third]
    forgeries = {
        "announcer #3: its hash does not follow": [changed(event, reason="forged")],
        "announcer #3: is missing": [],
        "announcer #3: stands there twice": [event, event],
        "announcer #3: its hash": [{**event, "time": "2023-08-09T00:00:00.000000Z"}],
    }
    for told, forged in forgeries.items():
        path = export.with_name("forged.jsonl")
        lines = [json.dumps(e) for e in (*events[:third], *forged, *events[third + 1 :])]
        write(path, [f"{line}\n" for line in lines])
        code, out, err = judge(path, "--json")
        assert (code, out) == (1, ""), told
        assert err.startswith(f"broken chain: {told}")


async def test_the_order_of_lines_does_not_matter(export: Path) -> None:
    expected = judge(export, "--json")
    lines = lines_of(export)
    turned = write(export.with_name("turned.jsonl"), reversed(lines))
    assert judge(turned, "--json") == expected


def test_garbage_is_looked_for_again_once_a_command_has_ended(tmp_path: Path) -> None:
    with uncollected():
        assert not gc.isenabled()
    path = tmp_path / "events.jsonl"
    path.write_text("not an event\n", encoding="utf-8")
    assert judge(path)[0] == 2
    assert gc.isenabled()


def test_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text("not an event\n", encoding="utf-8")
    assert judge(path)[0] == 2
    assert "events.jsonl, line 1" in judge(path)[2]
    path.write_text("", encoding="utf-8")
    assert "--as-of" in judge(path, as_of="2023-09-15")[2]
    assert judge(path, "--json")[:2] == (0, "[]\n")
    missing = runner.invoke(app, ["judge", "--pack", "none", "--as-of", AS_OF, str(path)])
    assert (missing.exit_code, "none" in missing.stderr) == (2, True)


async def test_without_json_judge_prints_a_table(export: Path) -> None:
    code, out, _ = judge(export)
    assert code == 0
    assert "达标" in out


async def test_export_from_the_service_and_from_the_database_agree(
    export: Path, compliance: Compliance
) -> None:
    def run(*source: str) -> str:
        target = export.with_name("again.jsonl")
        answer = runner.invoke(app, ["export", "-o", str(target), *source])
        assert answer.exit_code == 0, answer.stderr
        return "".join(lines_of(target))

    expected = "".join(lines_of(export))
    url = f"http://{compliance.running.settings.listen}"
    dsn = compliance.running.settings.database_url
    assert await asyncio.to_thread(run, "--url", url) == expected
    assert await asyncio.to_thread(run, "--database", dsn) == expected
