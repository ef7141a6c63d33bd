"""Whole pages and fragments as HTML, from the JSON that compliance serves."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services._web.forms import Filled
from services._web.pages import FOLDER as SHARED
from services.compliance.presentation import dates
from services.compliance.presentation.activity import activity_context
from services.compliance.presentation.again import again_context
from services.compliance.presentation.ahead import plan_context
from services.compliance.presentation.appearance import chosen
from services.compliance.presentation.catalogue import Catalogue
from services.compliance.presentation.cell import address, cell_of
from services.compliance.presentation.filtering import Filter
from services.compliance.presentation.gantt import season_context
from services.compliance.presentation.publishing import publishing_context
from services.compliance.presentation.requirement import requirement_context
from services.compliance.presentation.slider import slider_of
from services.compliance.presentation.unit import unit_context
from services.compliance.presentation.verdict import verdict_context
from services.compliance.presentation.wall import wall_context
from services.compliance.presentation.what_if import what_if_context
from services.compliance.presentation.words import FLAGS

Json = Mapping[str, Any]
Choices = Sequence[tuple[str, str]]
"""The options of a field: values, each with its words."""

FOLDER = Path(__file__).resolve().parents[1]
STATIC = FOLDER / "static"
STATICS = (STATIC, SHARED / "static")
"""Our own files, and the fields of forms that every service shares."""
EVERYTHING = Filter()

NO_ACTS: Mapping[str, object] = {"told": (), "review": None, "offers": ()}
"""What may be done about a verdict by somebody of whom nothing is known."""

ERRORS: Mapping[int, tuple[str, str]] = {
    404: ("没有这个页面", "地址可能写错了，或者这项活动、这条要求不在本方案里。"),
    422: ("地址里的时刻不对", "时刻要写明时区，例如2023-10-16T09:42:00+08:00。"),
    500: ("页面出错了", "已经记录下来。限期照常计算，事实没有丢失。"),
    503: ("暂时打不开", "服务正在恢复。限期照常计算，事实没有丢失。"),
}


@cache
def asset(name: str) -> str:
    """The address of a static file, with its checksum so that browsers may keep it for good."""
    found = next(folder / name for folder in STATICS if (folder / name).is_file())
    digest = hashlib.sha256(found.read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


@cache
def environment() -> Environment:
    """The templates; a missing value is an error, never an empty space."""
    made = Environment(
        loader=FileSystemLoader([FOLDER / "templates", SHARED / "templates"]),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["unbroken"] = dates.unbroken
    made.globals |= {"asset": asset, "flag_words": FLAGS, "appearance": chosen}
    return made


def render(template: str, **context: Any) -> str:
    """One template with its values."""
    return environment().get_template(template).render(**context)


def frame(source: Json, *, live: bool) -> dict[str, Any]:
    """What every page of a programme shows around its content."""
    moment = dates.parse_moment(source["as_of"])
    return {
        "programme": source["programme"],
        "programme_title": source["title"],
        "wall_href": f"/wall/{source['programme']}",
        "moment": dates.moment_words(moment, year=True),
        "clock": f"{moment:%H:%M}",
        "day_words": dates.day_words(moment.date(), year=True),
        "as_of": source["as_of"],
        "as_of_query": "" if live else f"?as_of={moment.isoformat().replace('+', '%2B')}",
        "live": live,
        "slider": slider_of(source.get("season"), moment, live=live),
        "simulated": bool(source.get("simulated")),
        "policy": (source.get("pack") or {}).get("title") or source["title"],
        "basis": basis_of(source.get("pack"), source.get("calendar")),
    }


def basis_of(pack: Json | None, calendar: Json | None) -> str:
    """By which rules and which calendar the page was judged."""
    if pack is None or calendar is None:
        return "规则和工作日历尚未启用，没有判定"
    notice = f"（{calendar['notice']}）" if calendar.get("notice") else ""
    return (
        f"规则{pack['id']}第{pack['version']}版，"
        f"工作日历{calendar['version']}{notice}，放假安排公布到{calendar['through_year']}年"
    )


def wall(
    matrix: Json, *, live: bool, wanted: Filter = EVERYTHING, template: str = "wall.html"
) -> str:
    """The wall; ``live`` False for a moment of the past, which no stream changes."""
    as_of = None if live else matrix["as_of"]
    return render(template, **frame(matrix, live=live), **wall_context(matrix, wanted, as_of))


def season(made: Json, *, live: bool, span: str) -> str:
    """The season's time line, or a part of it."""
    as_of = None if live else made["as_of"]
    return render("season.html", **frame(made, live=live), **season_context(made, span, as_of))


def unit(made: Json, *, live: bool) -> str:
    """One unit's page."""
    return render("unit.html", **frame(made, live=live), **unit_context(made))


def requirement(made: Json, *, live: bool) -> str:
    """One requirement's page."""
    return render("requirement.html", **frame(made, live=live), **requirement_context(made))


def activity(activity: Json, *, live: bool) -> str:
    """One activity's page."""
    return render("activity.html", **frame(activity, live=live), **activity_context(activity))


def verdict(verdict: Json, *, fragment: bool, live: bool, acts: object = NO_ACTS) -> str:
    """One verdict: its whole page, or only the part that the wall's drawer shows."""
    made = {**_verdict(verdict, live=live), "acts": acts}
    return render("_verdict.html" if fragment else "verdict.html", **made)


def _verdict(verdict: Json, *, live: bool) -> dict[str, Any]:
    row_href = address(verdict["programme"], verdict["row"]["activity"])
    context = {**frame(verdict, live=live), **verdict_context(verdict)}
    return {**context, "row_href": row_href, "acts": NO_ACTS}


def again(verdict: Json, result: Json, *, live: bool) -> str:
    """One verdict's page with what running it again came to."""
    return render("again.html", **_verdict(verdict, live=live), **again_context(result))


def requirements(source: Json, shown: Catalogue, *, live: bool) -> str:
    """What the policy asks, with every contested reading and what is not judged."""
    return render("requirements.html", **frame(source, live=live), shown=shown)


def what_if(made: Json, form: Filled, activities: Choices, *, live: bool) -> str:
    """What a supposition would change, below the form that asks for it."""
    context = {**what_if_context(made), "form": form, "activities": activities}
    return render("what_if.html", **frame(made, live=live), **context)


def plan_ahead(made: Json, form: Filled, activities: Choices, *, live: bool) -> str:
    """Every last moment for a date, below the form that asks for it."""
    context = {**plan_context(made), "form": form, "activities": activities}
    return render("plan_ahead.html", **frame(made, live=live), **context)


def publishing(made: Json, *, fragment: bool, live: bool) -> str:
    """What publishing would come to: a page, or only the part that the composer shows."""
    context = {**frame(made, live=live), **publishing_context(made), "fragment": fragment}
    return render("_publishing.html" if fragment else "publishing.html", **context)


def cell(programme: str, row: Json, column: Json, verdict: Json) -> str:
    """One cell of the wall."""
    return render("_cell.html", cell=cell_of(programme, row, column, verdict), as_of_query="")


def empty() -> str:
    """The wall before any programme was loaded."""
    return render("empty.html")


def error(status: int, *, as_of: str | None = None) -> str:
    """A page for a status that is not success; ``as_of`` the last moment known to be shown."""
    title, text = ERRORS.get(status, ERRORS[500])
    return render("error.html", status=status, error_title=title, text=text, as_of=as_of)
