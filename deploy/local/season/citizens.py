"""Made-up citizens: the same one for the same activity, category and number, in every run.

Nobody is meant by a name, and nobody answers at 130-0000-....
"""

import hashlib
import zlib
from dataclasses import dataclass

from contracts.values import PersonCategory
from services._web.tokens import Actor

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_FIRST = "建志晓文海春玉秀国永明立东宝雅思雨子佳家俊婷淑桂"
_SECOND = "华军平红丽霞梅强伟芳兰英涛磊静敏燕波辉超娜鑫宁岩"
_CATEGORIES = [category.value for category in PersonCategory]
_PREFIX, _NUMBERS = "1300000", 10_000


@dataclass(frozen=True, slots=True)
class Citizen:
    """One person of one activity; ``key`` is how the acts speak of them."""

    key: str
    category: str | None
    name: str
    phone: str

    @property
    def actor(self) -> Actor:
        """Who they are to a service before it knows them."""
        return Actor(f"citizen-{self.key}", frozenset({"public"}))


def citizen(activity: str, category: str, number: int) -> Citizen:
    """Number ``number`` of a category; one nobody wrote down is of no category."""
    known = category in _CATEGORIES
    place = 100 * (1 + _CATEGORIES.index(category) if known else 0) + number
    phone = f"{_PREFIX}{(_first(activity) + place) % _NUMBERS:04d}"
    key = f"{activity}-{category}-{number:02d}"
    return Citizen(key, category if known else None, _name(phone), phone)


def key_of(activity: str, phone: str) -> str:
    """Who has this number in this activity."""
    place = (int(phone.removeprefix(_PREFIX)) - _first(activity)) % _NUMBERS
    return citizen(activity, _CATEGORIES[place // 100 - 1], place % 100).key


def _first(activity: str) -> int:
    return zlib.crc32(activity.encode())


def _name(phone: str) -> str:
    """Who has the same number has the same name."""
    dice = hashlib.sha256(phone.encode()).digest()
    surname = _SURNAMES[dice[0] % len(_SURNAMES)]
    second = _SECOND[dice[1] % len(_SECOND)]
    first = _FIRST[dice[2] % len(_FIRST)] if dice[3] % 4 else ""
    return surname + first + second
