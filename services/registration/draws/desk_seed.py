"""The seed at the desk: entered with evidence, corrected, absent, or from another source."""

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field as Asked
from pydantic import StringConstraints

from contracts.values import Line
from services._web.forms import BeijingTime, FormModel, filled
from services.registration.domain.draw_seed import DeclareSeedAbsent, EnterSeed, NameSeedSource
from services.registration.draws import sources, terms_form
from services.registration.draws.desk import PAGE, SOURCE_FIELDS, story_of
from services.registration.draws.reading import Story
from services.registration.pages import wording
from services.registration.pages.desk import Done, OfActivity
from services.registration.pages.desk_forms import Field, FormPage, form_page, submit
from services.registration.pages.frame import DESK

router = APIRouter(
    prefix="/desk/{programme}/{activity}/draw", route_class=DESK.route, include_in_schema=False
)

ANOTHER = FormPage(
    "另定随机数",
    ["原定的随机数用不了才能另定，必须是以后公布的。原因公开。名单随后重新封存。"],
    [*SOURCE_FIELDS, Field("text", "reason", "原因", longest=200)],
    "公布新的随机数",
)
ABSENT = FormPage(
    "随机数取不到",
    ["公开页随即写明“随机数暂不可用”。恢复以后再录入；确实不能用的，由另一个人另定来源。"],
    [
        Field("text", "reason", "情况", "例如：开奖网站打不开。", longest=200),
        Field("text", "evidence", "凭据的网址", "大家都能打开、看得出取不到的网页。", longest=200),
    ],
    "公布暂不可用",
)


class SeedForm(FormModel):
    """What the source said."""

    value: Line = Asked(description="随机数")
    published_at: BeijingTime = Asked(description="公布的日期和时刻")
    evidence: Line = Asked(description="凭据的网址")
    evidence_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = Asked(
        default=None, description="64位小写十六进制；没有的不填"
    )
    reason: Line | None = None


class AnotherForm(terms_form.SourceForm):
    """Another source, and why."""

    reason: Line


class AbsentForm(FormModel):
    """Why there is no seed."""

    reason: Line
    evidence: Line = Asked(description="凭据的网址")


@router.get("/seed")
async def seed(desk: OfActivity) -> Response:
    """What the source said, to be entered or corrected."""
    story = await story_of(desk)
    known: dict[str, Any] = {}
    if story is not None:
        entered, source = story.draw.seed, story.draw.source
        known = {
            "value": entered.value if entered else None,
            "published_at": wording.local_field(
                entered.published_at if entered else source.known_at
            ),
            "evidence": entered.evidence if entered else source.address,
        }
    return form_page(desk, _seed_page(story), PAGE, filled(**known))


@router.post("/seed")
async def enter(doing: Done) -> Response:
    """Enter it."""
    desk = doing.desk
    story = await story_of(desk)

    async def do() -> None:
        given = doing.posted.form.read(SeedForm)
        name = story.draw.source.name if story else None
        command = EnterSeed(session=desk.session, source=name, **dict(given))
        await doing.target.represent(command)

    return await submit(doing, do, _seed_page(story), PAGE, "seed")


def _seed_page(story: Story | None) -> FormPage:
    source = story.draw.source if story else None
    again = story is not None and story.draw.seed is not None
    reason = [Field("text", "reason", "更正的原因", "公开。", longest=200)] if again else []
    return FormPage(
        "更正随机数" if again else "录入随机数",
        [f"只能取自{source.name}。揭晓以后不能再改。" if source else ""],
        [
            Field("text", "value", "随机数", source.form if source else None, longest=200),
            Field("datetime-local", "published_at", "公布时间", "北京时间，以来源写明的为准。"),
            Field("text", "evidence", "凭据的网址", "大家都能打开的网页。", longest=200),
            Field(
                "text", "evidence_sha256", "凭据文件的SHA-256", "留有截图或网页文件的填写。",
                required=False, longest=64,
            ),
            *reason,
        ],
        "保存",
    )  # fmt: skip


@router.get("/absence")
async def absence(desk: OfActivity) -> Response:
    """The source cannot be read."""
    return form_page(desk, ABSENT, PAGE, filled())


@router.post("/absence")
async def declare(doing: Done) -> Response:
    """Say so."""

    async def do() -> None:
        given = doing.posted.form.read(AbsentForm)
        await doing.target.represent(DeclareSeedAbsent(session=doing.desk.session, **dict(given)))

    return await submit(doing, do, ABSENT, PAGE, "absent")


@router.get("/source")
async def another(desk: OfActivity) -> Response:
    """A later source."""
    return form_page(desk, ANOTHER, PAGE, filled(kind="ssq"))


@router.post("/source")
async def name(doing: Done) -> Response:
    """Name it."""

    async def do() -> None:
        given = doing.posted.form.read(AnotherForm)
        source = sources.source_of(given.kind, given.issue, given.known_at, given.address)
        command = NameSeedSource(
            session=doing.desk.session, seed_source=source, reason=given.reason
        )
        await doing.target.represent(command)

    return await submit(doing, do, ANOTHER, PAGE, "source")
