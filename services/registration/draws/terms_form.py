"""The terms of a draw as a handler types them: categories as numbers, attributes a line a value."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field as Asked
from pydantic import StringConstraints, ValidationInfo, create_model, field_validator

from contracts.values import Count, DrawAttribute, DrawOption, DrawQuota, PersonCategory
from services._web.forms import BeijingTime, FormModel, Invalid
from services.registration.domain.draw import AnnounceDraw
from services.registration.domain.draw_state import CATEGORY, Draw
from services.registration.draws import sources
from services.registration.pages import wording

ATTRIBUTES: Final = ("first", "second")
"""How many things besides the category a form can ask; their keys in the bundle."""

_LETTERS = "abcdefghijkl"
_LINE = re.compile(r"(?P<label>.*?\S)(?:\s+(?P<low>\d+)\s*[—–~至到-]+\s*(?P<high>\d+))?\s*")
_HALF = re.compile(r".*\s\d+")  # a range with one end missing
_EXAMPLE = "一行一类，写成“60岁及以上 4—8”；不限人数的只写名称"

Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)]


class SourceForm(FormModel):
    """Where the seed comes from."""

    kind: Literal["ssq", "drand", "other"]
    issue: Annotated[str, StringConstraints(strip_whitespace=True)] = Asked(
        description="期号或轮次"
    )
    known_at: BeijingTime = Asked(description="公布的日期和时刻")
    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] | None = None

    @field_validator("issue")
    @classmethod
    def _of_the_source(cls, given: str, about: ValidationInfo) -> str:
        known = sources.KNOWN.get(about.data.get("kind", ""))
        if known is not None and not re.fullmatch(known.issue, given):
            raise ValueError(known.issue_told)
        return given


_ranges: dict[str, Any] = {
    f"{category}_{end}": (Count | None, Asked(default=None, description="人数，整数"))
    for category in wording.PUBLIC
    for end in ("least", "most")
}
_texts: dict[str, Any] = {
    name: (kind | None, None)
    for key in ATTRIBUTES
    for name, kind in ((f"{key}_label", Short), (f"{key}_values", str))
}
TermsForm = create_model(
    "TermsForm",
    __base__=SourceForm,
    seats=(Annotated[int, Asked(ge=1, le=1000)], Asked(description="名额，整数，至少1")),
    reserve=(Count, Asked(default=0, description="候补人数，整数")),
    **_ranges,
    **_texts,
)


def announcement(session: str | None, given: Any) -> AnnounceDraw:
    """What was typed, as a command; raises ``Invalid`` with every mistake beside its field."""
    wrong: dict[str, str] = {}
    quotas = list(_categories(given, wrong))
    attributes = []
    for key in ATTRIBUTES:
        found = _attribute(
            key, getattr(given, f"{key}_label"), getattr(given, f"{key}_values"), wrong
        )
        if found is not None:
            attributes.append(found[0])
            quotas += found[1]
    _refuse_sums(given.seats, quotas, attributes, wrong)
    try:
        source = sources.source_of(given.kind, given.issue, given.known_at, given.address)
    except Invalid as error:
        raise Invalid({**wrong, **error.errors}) from error
    if wrong:
        raise Invalid(wrong)
    return AnnounceDraw(
        session=session,
        seats=given.seats,
        reserve=given.reserve,
        attributes=tuple(attributes),
        quotas=tuple(quotas),
        seed_source=source,
    )


def _categories(given: Any, wrong: dict[str, str]) -> Iterator[DrawQuota]:
    for category in wording.PUBLIC:
        least, most = (getattr(given, f"{category}_{end}") for end in ("least", "most"))
        if least is None and most is None:
            continue
        low, high = least or 0, given.seats if most is None else most
        if low > high:
            wrong[f"{category}_most"] = f"最多{high}人小于最少{low}人，请改其中一个。"
            continue
        yield DrawQuota(attribute=CATEGORY.attribute, value=category, at_least=low, at_most=high)


def _attribute(
    key: str, label: str | None, lines: str | None, wrong: dict[str, str]
) -> tuple[DrawAttribute, list[DrawQuota]] | None:
    if label is None and lines is None:
        return None
    if label is None:
        wrong[f"{key}_label"] = "请填写按什么分，例如年龄段。"
        return None
    options, quotas = [], []
    for number, line in enumerate((it for it in (lines or "").splitlines() if it.strip()), 1):
        found = _LINE.fullmatch(line.strip())
        if (
            found is None
            or _HALF.fullmatch(found["label"])
            or number > len(_LETTERS)
            or len(found["label"]) > 20
        ):
            wrong[f"{key}_values"] = f"第{number}行看不懂。{_EXAMPLE}。"
            return None
        value = _LETTERS[number - 1]
        options.append(DrawOption(value=value, label=found["label"]))
        if found["low"] is not None:
            low, high = int(found["low"]), int(found["high"])
            if low > high:
                wrong[f"{key}_values"] = f"第{number}行最少{low}人大于最多{high}人。"
                return None
            quotas.append(DrawQuota(attribute=key, value=value, at_least=low, at_most=high))
    if len(options) < 2 or len({it.label for it in options}) < len(options):
        wrong[f"{key}_values"] = f"至少写两类，不能重名。{_EXAMPLE}。"
        return None
    return DrawAttribute(attribute=key, label=label, values=tuple(options)), quotas


def _refuse_sums(
    seats: int, quotas: list[DrawQuota], attributes: list[DrawAttribute], wrong: dict[str, str]
) -> None:
    """Ranges with which the seats cannot be filled, whoever signs up."""
    shown = {CATEGORY.attribute: [str(it) for it in wording.PUBLIC]}
    shown |= {it.attribute: [one.value for one in it.values] for it in attributes}
    for attribute, values in shown.items():
        own = {it.value: it for it in quotas if it.attribute == attribute}
        low = sum(it.at_least for it in own.values())
        high = sum(own[it].at_most if it in own else seats for it in values)
        is_category = attribute == CATEGORY.attribute
        place = f"{PersonCategory.PARENT}_least" if is_category else f"{attribute}_values"
        if low > seats:
            wrong.setdefault(place, f"最少的人数合计{low}人，超过名额{seats}人。")
        elif high < seats:
            wrong.setdefault(place, f"最多的人数合计{high}人，坐不满名额{seats}人。")


def suggested(seats: int) -> Mapping[str, int]:
    """Ranges for a start: a third of the seats each, with some room."""
    third = seats // len(wording.PUBLIC)
    room = max(1, third // 3)
    return {
        f"{category}_{end}": max(0, third - room) if end == "least" else third + room + 1
        for category in wording.PUBLIC
        for end in ("least", "most")
    }


def told(draw: Draw) -> dict[str, object]:
    """Terms as the form shows them again."""
    terms = draw.announced
    found: dict[str, object] = {
        "seats": terms.seats,
        "reserve": terms.reserve,
        "known_at": wording.local_field(terms.seed_source.known_at),
        **sources.told(terms.seed_source),
    }
    ranges = {(it.attribute, it.value): it for it in terms.quotas}
    for category in wording.PUBLIC:
        if (quota := ranges.get((CATEGORY.attribute, category))) is not None:
            found |= {f"{category}_least": quota.at_least, f"{category}_most": quota.at_most}
    for key, attribute in zip(ATTRIBUTES, draw.asked, strict=False):
        found[f"{key}_label"] = attribute.label
        found[f"{key}_values"] = "\n".join(
            one.label
            if (quota := ranges.get((attribute.attribute, one.value))) is None
            else f"{one.label} {quota.at_least}—{quota.at_most}"
            for one in attribute.values
        )
    return found
