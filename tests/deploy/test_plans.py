"""`minsheng import`: a draft in the terminal, and on the running set-up when it is adopted."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.cli import app
from services.announcer.app import SERVICE
from tests.announcer.plan_files import PLAN, SAMPLE, pdf
from tests.serving import Api, Serve, serve

__all__ = ["serve"]

ADOPTING = ["--adopt", "--programme", "wangchuan-2024", "--pack", "daxing-2023"]
WATER = (
    "（2）开放点7（污水处理）：了解一滴污水怎样变清，提出对河道管理的意见。（主责单位：水务局）\n"
)


def imported(file: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["import", str(file), *options])


@pytest.fixture
async def announcer(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Api:
    """The announcer, whose signing key the command line holds."""
    api = await serve(SERVICE)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "signing.jwk").write_text(json.dumps(api.key))
    monkeypatch.setenv("MINSHENG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MINSHENG_URL", str(api.client.base_url).rstrip("/"))
    return api


async def adopting(file: Path, *options: str) -> Result:
    return await asyncio.to_thread(imported, file, *ADOPTING, *options)


def test_a_plan_is_shown_with_its_doubts_without_any_server() -> None:
    result = imported(SAMPLE)

    assert result.exit_code == 0
    for said in (
        "读出3个专题、7场政务开放日、2场政策公开讲，8家单位。",
        "open-01  开放点1、2（窗口体验）  柳桥街道（推定）",
        "存疑1处\n  第6行：2024年3月12日是星期二，不是星期三。",
        "其他文字14段，没有读入方案：",
    ):
        assert said in result.stdout


def test_programs_read_it_as_json() -> None:
    answer = json.loads(imported(SAMPLE, "--json").stdout)

    assert [it["activity"] for it in answer["activities"]][-1] == "talk-02"
    assert {it["weight"] for it in answer["remarks"]} == {"repair", "inferred", "doubt"}


def test_a_refused_file_is_refused_with_its_reason(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(pdf())
    result = imported(scan)

    assert result.exit_code == 1
    assert "没有文字，可能是扫描件" in result.stderr
    assert imported(tmp_path / "nowhere.txt").exit_code == 2


async def test_nothing_is_adopted_while_doubts_are_open(announcer: Api) -> None:
    result = await adopting(SAMPLE)

    assert result.exit_code == 3
    assert "--accept-doubts" in result.stderr
    assert await announcer.log() == []


async def test_a_plan_is_adopted_once(announcer: Api) -> None:
    first = await adopting(SAMPLE, "--accept-doubts")
    again = await adopting(SAMPLE, "--accept-doubts")

    assert first.exit_code == again.exit_code == 0
    assert "方案wangchuan-2024尚未建立，采用后新建。" in first.stdout
    assert "已采用，记下10条事实。" in first.stdout
    assert "没有变化。" in again.stdout
    assert len(await announcer.log()) == 10


async def test_a_changed_plan_is_adopted_by_decision(announcer: Api, tmp_path: Path) -> None:
    changed = tmp_path / "changed.txt"
    changed.write_text(PLAN.replace(WATER, ""), encoding="gb18030")
    await adopting(SAMPLE, "--accept-doubts")
    undecided = await adopting(changed, "--accept-doubts")
    decided = await adopting(changed, "--accept-doubts", "--cancel", "open-07=设备检修")

    assert undecided.exit_code == 3
    assert (
        "新方案没有“开放点7（污水处理），水务局”：请写明取消的原因，或者确定保留。"
        in undecided.stderr
    )
    assert "新方案没有这项活动：open-07 开放点7（污水处理），水务局" in decided.stdout
    assert decided.exit_code == 0
    assert [name for name, _ in await announcer.log()][10:] == [
        "ProgrammeAmended",
        "EventCancelled",
    ]
