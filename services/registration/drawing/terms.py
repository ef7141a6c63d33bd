"""What is drawn: seats, reserves, attributes with their quotas, the source of the seed.

Everything is frozen and hashable, and looked over when it is made: ``Refused`` names the field.
Quotas that cannot be met are no fault of the form; ``lottery.prepare`` explains those.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from services._kit.decider import Refused

CATEGORY = "category"  # the attribute that every draw has
MOST = 100_000  # far above any hall, far below what would not fit a page
_KEY, _VALUE, _LEAF = map(re.compile, (r"[a-z_]{1,40}", r"[a-z0-9_]{1,40}", r"[0-9a-f]{64}"))

Values = tuple[tuple[str, str], ...]  # (attribute, value), ordered by attribute


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing asked of every applicant; ``values`` pairs each key with its Chinese label."""

    key: str
    label: str
    values: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        _keyed(_KEY, self.key)
        _worded("attributes", self.label)
        for key, label in self.values:
            _keyed(_VALUE, key)
            _worded("attributes", label)
        _single("attributes", [key for key, _ in self.values])
        if not self.values:
            raise Refused("empty", f"{self.label}至少要有一种。", "attributes")


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of the seats go to people of one value."""

    attribute: str
    value: str
    at_least: int
    at_most: int

    def __post_init__(self) -> None:
        if not 0 <= self.at_least <= self.at_most <= MOST:
            raise Refused("out_of_range", "名额范围的下限不能大于上限，也不能小于0。", "quotas")


BALLS, HEXADECIMAL, NUMBERS = r"(\d\d ){6}\d\d", "[0-9a-f]{64}", r"\d+( \d+)*"
WRITINGS = frozenset({BALLS, HEXADECIMAL, NUMBERS})
"""How a seed may be written. A pattern of one's own could keep whoever tries it busy for ever."""


@dataclass(frozen=True, slots=True)
class SeedSource:
    """The public source of the seed, named before anybody can know it.

    ``form`` tells a reader how the seed is written down, ``pattern`` tells a program: two ways to
    write one number would be two draws to choose from.
    """

    name: str  # drand第3388166轮
    address: str  # where anybody reads it
    moment: datetime  # when it becomes known
    form: str  # 64位小写十六进制
    pattern: str  # [0-9a-f]{64}

    def __post_init__(self) -> None:
        for text in (self.name, self.address, self.form):
            _worded("seed_source", text)
        if self.moment.utcoffset() is None:
            raise Refused("no_time_zone", "随机数公布的时间要带时区。", "seed_source")
        if self.pattern not in WRITINGS:
            raise Refused("malformed", "随机数没有这种写法。", "seed_source")


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules of one draw, published before sign-up closes and never changed after."""

    programme: str
    activity: str
    session: str
    seats: int
    reserve: int
    attributes: tuple[Attribute, ...]
    quotas: tuple[Quota, ...]
    seed_source: SeedSource

    def __post_init__(self) -> None:
        for field in ("programme", "activity", "session"):
            _worded(field, getattr(self, field))
        if not 1 <= self.seats <= MOST:
            raise Refused("out_of_range", "名额至少1人。", "seats")
        if not 0 <= self.reserve <= MOST:
            raise Refused("out_of_range", "候补人数不能小于0。", "reserve")
        _single("attributes", [attribute.key for attribute in self.attributes])
        declared = {it.key: [key for key, _ in it.values] for it in self.attributes}
        if CATEGORY not in declared:
            raise Refused("no_category", "抽签要写明代表类别。", "attributes")
        for quota in self.quotas:
            if quota.value not in declared.get(quota.attribute, []):
                raise Refused("unknown_value", "名额范围里有没列出的类别。", "quotas")
        _single("quotas", [(quota.attribute, quota.value) for quota in self.quotas])

    def label(self, attribute: str, value: str) -> str:
        """What a value is called on paper."""
        return next(dict(it.values)[value] for it in self.attributes if it.key == attribute)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody in the draw, known by a leaf (``receipt.leaf``) and by attributes alone."""

    leaf: str
    values: Values

    def __post_init__(self) -> None:
        if not _LEAF.fullmatch(self.leaf):
            raise Refused("malformed", "凭证摘要应为64位小写十六进制。", "leaf")
        _single("values", [attribute for attribute, _ in self.values])
        object.__setattr__(self, "values", tuple(sorted(self.values)))


def in_order(terms: Terms, applicants: tuple[Applicant, ...]) -> tuple[Applicant, ...]:
    """The applicants by leaf: number n is the n-th of these, whenever anybody signed up."""
    declared = {it.key: {key for key, _ in it.values} for it in terms.attributes}
    for applicant in applicants:
        given = dict(applicant.values)
        if given.keys() != declared.keys():
            raise Refused("incomplete", "每位报名人的每一项都要填写。", "values")
        if any(value not in declared[attribute] for attribute, value in given.items()):
            raise Refused("unknown_value", "报名人填写了没有列出的类别。", "values")
    _single("leaf", [applicant.leaf for applicant in applicants])
    return tuple(sorted(applicants, key=lambda applicant: applicant.leaf))


def _keyed(form: re.Pattern[str], key: str) -> None:
    if not form.fullmatch(key):
        raise Refused("malformed", "代号只能用小写字母、数字和下划线。", "attributes")


def _worded(field: str, text: str) -> None:
    if not text.strip() or len(text) > 200 or not text.isprintable():
        raise Refused("malformed", "请填写1至200个字，不要换行。", field)


def _single(field: str, keys: list[object] | list[str] | list[tuple[str, str]]) -> None:
    if len(set(keys)) != len(keys):
        raise Refused("repeated", "同一项不能出现两次。", field)
