"""A draw in words, for the public page: one sentence, four steps, who was drawn, who moved up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from contracts.events import registration as said
from services._vault.vault import Vault
from services.registration import queries
from services.registration.domain.draw_state import Draw
from services.registration.draws import finding, reading
from services.registration.draws.chart import Bar, Chart, bar, chart
from services.registration.draws.finding import Kind, QuotaResult
from services.registration.draws.reading import Bundle, Story
from services.registration.pages import wording

WIDE, NARROW, BAR = 720, 340, 240
_FEW = frozenset({"no_draw_needed", "nobody"})


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four steps: ``state`` is done, waiting or absent."""

    name: str
    state: str
    when: str
    says: str
    told: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody of the drawn list or the reserve."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the page shows of a draw."""

    headline: str
    steps: tuple[Step, ...]
    wide: Chart | None
    narrow: Chart | None
    kinds: Sequence[Kind]
    quotas: Sequence[tuple[QuotaResult, Bar]]
    drawn: Sequence[Name]
    reserve: Sequence[Name]
    moved: Sequence[str]
    changes: Sequence[str]
    invited: str


def headline(story: Story, signed_up: int, *, closed: bool) -> str:
    """How it stands, in one sentence."""
    draw = story.draw
    if draw.absent is not None:
        return "抽签公开：随机数暂不可用"
    if draw.sealed is not None:
        return _sealed(draw, draw.sealed.pool)
    if not closed:
        return f"抽签公开：截止后抽{draw.announced.seats}人"
    if story.problem is not None and story.problem.reason in _FEW:
        return f"抽签公开：{signed_up}人报名，不多于名额，不用抽签"
    return "抽签公开：报名已截止，名单还没有封存"


def _sealed(draw: Draw, pool: int) -> str:
    if draw.revealed is not None:
        return f"抽签公开：{pool}人报名，抽出{len(draw.revealed.drawn)}人"
    waits = "随机数已公布，等待揭晓" if draw.seed is not None else "等待随机数"
    return f"抽签公开：{pool}份报名已封存，{waits}"


def steps(story: Story, *, closed: bool) -> tuple[Step, ...]:
    """承诺, 截止, 随机数, 揭晓."""
    draw, source = story.draw, story.draw.source
    told = Step(
        "承诺",
        "done",
        wording.moment(story.announced_at),
        "名额、比例和将用的随机数在报名前公布。此后只有抽不出名单时作最小放宽，随机数失效时另定。",
        "规则",
        draw.announced.terms_sha256,
    )
    return told, _closing(story, closed=closed), _seed(story), _reveal(story, source.known_at)


def _closing(story: Story, *, closed: bool) -> Step:
    sealed = story.draw.sealed
    if sealed is not None:
        return Step(
            "截止", "done", _when(story, sealed), f"{sealed.pool}份报名封存。随机数此时还不存在。",
            "名单", sealed.entries_sha256,
        )  # fmt: skip
    if not closed:
        return Step("截止", "waiting", "", "报名截止后，名单和所有可能的结果一起封存。")
    if story.problem is None:
        return Step("截止", "waiting", "", "报名已截止，正在封存。")
    if story.problem.reason in _FEW:
        return Step("截止", "waiting", "", "报名不多于名额，不用抽签。")
    return Step("截止", "waiting", "", f"还没有封存。{story.problem.says}")


def _seed(story: Story) -> Step:
    draw, source = story.draw, story.draw.source
    if draw.seed is not None:
        return Step(
            "随机数", "done", wording.moment(draw.seed.published_at),
            f"取自{source.name}，没有单位能预知。", "数值", draw.seed.value,
        )  # fmt: skip
    if draw.absent is not None:
        return Step(
            "随机数", "absent", _when(story, draw.absent),
            f"随机数暂不可用：{draw.absent.reason}。等它恢复，不悄悄换来源。",
        )  # fmt: skip
    return Step(
        "随机数", "waiting", "", f"将取自{source.name}，{wording.moment(source.known_at)}公布。"
    )


def _reveal(story: Story, known_at: datetime) -> Step:
    revealed = story.draw.revealed
    if revealed is None and story.draw.absent is not None:
        return Step("揭晓", "waiting", "", "随机数恢复后揭晓。")
    if revealed is None:
        return Step("揭晓", "waiting", "", f"{wording.moment(known_at)}以后揭晓。")
    reserve = f"，同时定下{len(revealed.reserve)}名候补的顺序" if revealed.reserve else ""
    return Step(
        "揭晓", "done", _when(story, revealed), f"算出名单{reserve}。",
        "结果", revealed.result_sha256,
    )  # fmt: skip


def _when(story: Story, event: said.DrawEvent) -> str:
    at = story.at(event)
    return "" if at is None else wording.moment(at)


def changes(story: Story) -> list[str]:
    """What was changed on the way, each with its day and its reason."""
    told = []
    for it in story.changes:
        when, event = wording.moment(it.at), it.event
        match event:
            case said.DrawQuotasRelaxed():
                told.append(f"{when}放宽比例，原因：{event.reason}。")
            case said.DrawSeedSourceNamed():
                name = event.seed_source.name
                told.append(f"{when}随机数改取{name}，原因：{event.reason}。")
            case said.DrawSeedAbsent():
                told.append(f"{when}随机数暂不可用，原因：{event.reason}。")
            case said.DrawSeedEntered():
                told.append(f"{when}更正录入的随机数，原因：{event.reason}。")
            case _:
                continue
    return told


async def shown(database: asyncpg.Pool, vault: Vault, story: Story, *, closed: bool) -> Shown:
    """The page of one draw."""
    draw = story.draw
    bundle = await finding.bundle_of(database, story)
    rows = await _people(database, story)
    names = await _names(vault, database, story)
    revealed = draw.revealed
    seats = draw.announced.seats
    return Shown(
        headline=headline(story, sum(_on_sheet(it) for it in rows), closed=closed),
        steps=steps(story, closed=closed),
        wide=_chart(story, bundle, WIDE),
        narrow=_chart(story, bundle, NARROW),
        kinds=finding.kinds(draw, bundle) if bundle else [],
        quotas=[
            (it, bar(it.at_least, it.at_most, seats, it.drawn, BAR))
            for it in finding.quotas(draw, bundle.values if bundle else {})
        ],
        drawn=[names(it) for it in revealed.drawn] if revealed else [],
        reserve=[names(it) for it in revealed.reserve] if revealed else [],
        moved=_moved(story, rows, await reading.persons(database, story.place)),
        changes=changes(story),
        invited=_invited(rows),
    )


def _chart(story: Story, bundle: Bundle | None, width: int) -> Chart | None:
    if bundle is None:
        return None
    revealed = story.draw.revealed
    drawn = frozenset(revealed.drawn) if revealed else frozenset[int]()
    dots = [(turns, number in drawn) for number, turns in bundle.chances.items()]
    return chart(dots, bundle.many, story.draw.announced.seats, width)


async def _people(database: asyncpg.Pool, story: Story) -> list[dict[str, Any]]:
    rows = await database.fetch(
        "select person, category, method, signed_up_at, withdrawn_at, selected_at, seated_at,"
        " released_at from person where programme = $1 and activity = $2 and session = $3",
        *reading.row_of(story.place),
    )
    return [dict(row) for row in rows]


def _on_sheet(row: Mapping[str, Any]) -> bool:
    return row["signed_up_at"] is not None and row["withdrawn_at"] is None


async def _names(vault: Vault, database: asyncpg.Pool, story: Story) -> Any:
    """A masked name for a number; nothing of whoever was erased."""
    revealed = story.draw.revealed
    wanted = {*revealed.drawn, *revealed.reserve} if revealed else set()
    persons = await reading.persons(database, story.place)
    items = {it: f"person/{persons[it]}" for it in wanted if it in persons}
    known = await vault.read(database, list(items.values()))

    def name(number: int) -> Name:
        found = queries.masked(known.get(items.get(number, ""), {}).get("name"))
        return Name(found or "不公开", number)

    return name


def _moved(
    story: Story, rows: Sequence[Mapping[str, Any]], persons: Mapping[int, str]
) -> list[str]:
    """Who left and who came in their place: at the reveal, and later from the reserve."""
    revealed = story.draw.revealed
    if revealed is None:
        return []
    told, when = [], _when(story, revealed)
    for it in revealed.moved_up:
        by = f"由候补第{it.rank}位第{it.by}号递补" if it.by else "没有候补，名额空出"
        told.append((story.at(revealed), f"{when}揭晓时，第{it.entry}号已退出，{by}。"))
    by_person = {row["person"]: row for row in rows}
    ranks = {number: rank for rank, number in enumerate(revealed.reserve, start=1)}
    moved = {it.by for it in revealed.moved_up}
    for number, person in persons.items():
        row = by_person.get(person)
        if row is None:
            continue
        had = number in revealed.drawn or number in moved
        if had and (freed := row["released_at"]) is not None:
            told.append((freed, f"{wording.moment(freed)}，第{number}号退出，名额空出。"))
        came = row["selected_at"] if number in ranks and number not in moved else None
        if came is not None:
            says = f"{wording.moment(came)}，由候补第{ranks[number]}位第{number}号递补。"
            told.append((came, says))
    return [says for _, says in sorted(told, key=lambda it: str(it[0]))]


def _invited(rows: Sequence[Mapping[str, Any]]) -> str:
    """Those who have a seat by a directed invitation, by category."""
    counts: dict[str, int] = {}
    for row in rows:
        if row["method"] == "directed_invitation" and row["seated_at"] is not None:
            counts[row["category"]] = counts.get(row["category"], 0) + 1
    return wording.counted(wording.CATEGORIES, counts)
