"""``minsheng import``: a plan's file as a draft in the terminal, adopted when that is decided."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import httpx
import typer

from deploy.calling import signing_key
from services._web.tokens import Actor, mint
from services.announcer.importing.draft import Draft, draft
from services.announcer.importing.files import MOST_BYTES
from services.announcer.importing.remarks import Unreadable, Weight
from services.announcer.importing.report import WEIGHTS, headline, remarked, report
from services.announcer.reading_apart import read_apart
from services.announcer.wording import CHANGES

URL = "http://127.0.0.1:8080"
REFUSED, UNDECIDED = 1, 3
"""Exit codes: the file or the decision is refused; a person must decide something first."""


def import_plan(  # noqa: PLR0913, PLR0917 - the options of a command line
    file: Annotated[Path, typer.Argument(help="The plan: txt, docx, or a PDF with text.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,  # noqa: FBT002
    adopt: Annotated[  # noqa: FBT002
        bool, typer.Option("--adopt", help="Adopt it on the running set-up.")
    ] = False,
    programme: Annotated[str | None, typer.Option(help="The programme's id, to compare.")] = None,
    pack: Annotated[str | None, typer.Option(help="The rule pack; else the programme's.")] = None,
    accept_doubts: Annotated[  # noqa: FBT002
        bool, typer.Option("--accept-doubts", help="Every doubt was checked with the original.")
    ] = False,
    cancel: Annotated[
        list[str] | None, typer.Option(help="ACTIVITY=REASON: cancel what is no longer printed.")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option(help="ACTIVITY: keep what is no longer printed.")
    ] = None,
    url: Annotated[str, typer.Option(envvar="MINSHENG_URL", help="Where Minsheng runs.")] = URL,
) -> None:
    """Read a plan into a draft with its repairs and doubts; adopt it only when told to."""
    if adopt and programme is None:
        raise typer.BadParameter("--adopt needs --programme")
    data = _bytes(file)
    try:
        read = draft(read_apart(file.name, data))
    except Unreadable as error:
        typer.echo(f"不能导入{file.name}：{error.message}", err=True)
        raise typer.Exit(REFUSED) from error
    if programme is None:
        _print(read, report(read), as_json=as_json)
        return
    server = _Server(url)
    given = {"programme": programme, "name": file.name} | ({"pack": pack} if pack else {})
    answer = server.post("/api/announcer/plans", params=given, content=data)
    _print(read, answer, as_json=as_json)
    if not adopt:
        return
    decision = {
        "difference": answer["difference"],
        "accept_doubts": _accepts(read, accept_doubts),
        "cancel": dict(_reason(it) for it in cancel or ()),
        "keep": keep or [],
    }
    done = server.post(f"/api/announcer/plans/{answer['draft']}/adoption", json=decision)
    events = done["events"]
    typer.echo(f"已采用，记下{len(events)}条事实。" if events else "没有变化。", err=as_json)


def _print(read: Draft, answer: dict[str, Any], *, as_json: bool) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else shown(read, answer))


def shown(read: Draft, answer: dict[str, Any]) -> str:
    """The draft as people read it: activities, then what to correct, check, and know."""
    rows = [headline(read), remarked(read), ""]
    theme: object = ""
    for it in read.activities:
        if it.theme != theme:
            theme = it.theme
            rows.append(f"【{theme or '政策公开讲'}】")
        mark = "（推定）" if it.lead_inferred else ""
        rows.append(f"  {it.activity}  {it.printed_label}  {it.lead.printed}{mark}")
    for weight, word in WEIGHTS.items():
        found = read.of(weight)
        if found:
            rows += ["", f"{word}{len(found)}处"]
            rows += [f"  第{it.line}行：{it.message}" for it in found]
    rows += ["", f"其他文字{len(read.unassigned)}段，没有读入方案："]
    rows += [f"  第{it.line}行：{it.text.strip()[:30]}" for it in read.unassigned]
    if "changes" in answer:
        rows += ["", *_changes(answer)]
    return "\n".join(rows)


def _changes(answer: dict[str, Any]) -> list[str]:
    changes = answer["changes"]
    if changes is None:
        return [f"方案{answer['programme']}尚未建立，采用后新建。"]
    if not changes:
        return [f"与现有方案{answer['programme']}相同。"]
    rows = [f"与现有方案{answer['programme']}相比，有{len(changes)}处不同"]
    for it in changes:
        about = f"{it['activity']} " if it["activity"] else ""
        rows.append(f"  {CHANGES[it['sort']]}：{about}{it['about']}")
        rows += [f"    − {it['before']}"] if it["before"] else []
        rows += [f"    ＋ {it['after']}"] if it["after"] else []
    return rows


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror}") from error


def _accepts(read: Draft, given: bool) -> bool:  # noqa: FBT001 - the flag itself
    """Whether doubts are accepted: by the flag, or by the person at the terminal."""
    doubts = read.of(Weight.DOUBT)
    if given or not doubts:
        return True
    if sys.stdin.isatty() and typer.confirm(f"{len(doubts)}处存疑已逐条与原件核对？"):
        return True
    typer.echo("存疑没有确认，没有采用。核对后加 --accept-doubts。", err=True)
    raise typer.Exit(UNDECIDED)


def _reason(given: str) -> tuple[str, str]:
    activity, equals, reason = given.partition("=")
    if not (activity and equals and reason.strip()):
        raise typer.BadParameter("expected ACTIVITY=REASON", param_hint="--cancel")
    return activity, reason


class _Server:
    """The running set-up, asked as the office by whoever holds its signing key."""

    def __init__(self, url: str) -> None:
        office = Actor(os.environ.get("MINSHENG_OPERATOR", "operator"), frozenset({"office"}))
        self._url, self._token = url, mint(signing_key(), office, datetime.now(UTC))

    def post(self, path: str, **given: Any) -> dict[str, Any]:
        """The answer; ends the command when it is a refusal."""
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": uuid4().hex}
        try:
            answer = httpx.post(
                f"{self._url}{path}", headers=headers, timeout=120, trust_env=False, **given
            )
        except httpx.HTTPError as error:
            typer.echo(f"Minsheng does not answer at {self._url}: {error}", err=True)
            raise typer.Exit(REFUSED) from error
        told: dict[str, Any] = (
            answer.json() if "json" in answer.headers.get("content-type", "") else {}
        )
        if answer.status_code != httpx.codes.OK:
            typer.echo(str(told.get("message", answer.status_code)), err=True)
            undecided = told.get("error") in {"undecided", "doubts_open", "stale"}
            raise typer.Exit(UNDECIDED if undecided else REFUSED)
        return told
