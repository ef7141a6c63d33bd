"""Forms without JavaScript: what was typed, read into a model, and shown again with its errors."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, TypeVar, get_args, get_origin
from urllib.parse import parse_qsl

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from contracts.values import BEIJING, Instant
from services._kit.decider import Refused
from services._web.faults import BadField

CSRF, KEY = "csrf", "key"
_FIELD_LIMIT = 1_000
_MANY = (list, tuple, set, frozenset, Sequence)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MESSAGES = {
    "missing": "请填写此项。",
    "extra_forbidden": "没有这一项。",
    "string_too_short": "内容太短，至少{min_length}个字。",
    "string_too_long": "内容太长，最多{max_length}个字。",
    "string_pattern_mismatch": "格式不对。",
    "literal_error": "请从列出的选项中选择。",
    "enum": "请从列出的选项中选择。",
    "bool_parsing": "请从列出的选项中选择。",
    "int_parsing": "请填写整数，用数字。",
    "greater_than_equal": "不能小于{ge}。",
    "greater_than": "应当大于{gt}。",
    "less_than_equal": "不能大于{le}。",
    "less_than": "应当小于{lt}。",
    "too_short": "至少选{min_length}项。",
    "too_long": "最多选{max_length}项。",
    "url_parsing": "请填写完整的网址，以https://开头。",
    "url_scheme": "请填写完整的网址，以https://开头。",
}
_DATE, _TIME = "请填写日期，例如2023-10-16。", "请填写日期和时刻，例如2023-10-16 09:30。"
_OTHERWISE = "内容不符合要求。"


def _beijing(typed: object) -> object:
    if not isinstance(typed, str):
        return typed
    try:
        moment = datetime.fromisoformat(typed.strip())
    except ValueError:
        return typed  # which pydantic refuses in its own words
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)


BeijingTime = Annotated[Instant, BeforeValidator(_beijing)]
"""A moment as a ``datetime-local`` field gives it: without a zone, meant in Beijing."""


class FormModel(BaseModel):
    """What a form asks for. A field's ``description`` says in Chinese what is expected of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Model = TypeVar("Model", bound=BaseModel)


class Invalid(Exception):
    """What was typed cannot be taken; ``errors`` by field, in Chinese."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


CORRECTABLE = (Invalid, BadField, Refused)
"""What a route catches to show its form again."""


def new_key() -> str:
    """The hidden key of a form: posted twice, it counts once."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it is shown: values, errors by field (``""``: of the whole form), a fresh key."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    key: str = field(default_factory=new_key)

    def value(self, name: str) -> str:
        """What stands in a field."""
        return next(iter(self.values.get(name, ())), "")

    def has(self, name: str, value: str) -> bool:
        """Whether an option is chosen."""
        return value in self.values.get(name, ())

    def error(self, name: str) -> str | None:
        """What is wrong with a field."""
        return self.errors.get(name)


@dataclass(frozen=True, slots=True)
class File:
    """A file that was posted with a form, under the name it has on its owner's disk."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """What was posted: every named value, without the two hidden fields."""

    values: Mapping[str, list[str]]
    csrf: str = ""
    key: str = ""
    file: File | None = None

    @classmethod
    def parse(cls, body: bytes) -> "Form":
        """Read an urlencoded body; raises ``BadField`` when it is none."""
        try:
            pairs = parse_qsl(
                body.decode("ascii"),
                keep_blank_values=True,
                errors="strict",
                max_num_fields=_FIELD_LIMIT,
            )
        except ValueError as error:
            raise BadField("form", "an urlencoded form", "表单内容无法读取。") from error
        return cls.of(pairs)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], file: File | None = None) -> "Form":
        """The form of these named values, and of a file."""
        values: dict[str, list[str]] = {}
        for name, value in pairs:
            # Browsers end a typed line with CR and LF.
            values.setdefault(name, []).append(value.replace("\r\n", "\n"))
        csrf, key = values.pop(CSRF, [""])[0], values.pop(KEY, [""])[0]
        return cls(values, csrf, key, file)

    def value(self, name: str) -> str:
        """The first value of a field, or an empty text."""
        return next(iter(self.values.get(name, ())), "")

    def read(self, model: type[Model], **given: Any) -> Model:
        """The model that was filled in, with ``given`` beside it; raises ``Invalid``."""
        typed, errors = _typed(model, self.values)
        if errors:
            raise Invalid(errors)
        try:
            return model.model_validate({**typed, **given})
        except ValidationError as error:
            raise Invalid(_errors(model, error)) from error

    def refused(self, error: Exception) -> Filled:
        """The same form with what is wrong beside its fields; anything else is raised again."""
        match error:
            case Invalid():
                return Filled(self.values, error.errors, 422)
            case BadField():
                return Filled(self.values, {self._place(error.field): error.message}, 422)
            case Refused():
                return Filled(self.values, {self._place(error.field): error.message}, 409)
            case _:
                raise error

    def _place(self, name: str | None) -> str:
        """The field itself when the form shows it, else the top of the form."""
        return name if name is not None and name in self.values else ""


def filled(**values: object) -> Filled:
    """A form with what is known already; ``None`` is an empty field."""
    return Filled({name: _shown(value) for name, value in values.items() if value is not None})


def _shown(value: object) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [str(value)]
    return [str(one) for one in value]


def _typed(
    model: type[BaseModel], values: Mapping[str, list[str]]
) -> tuple[dict[str, Any], dict[str, str]]:
    typed: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, given in values.items():
        kept = [value for value in given if value.strip()]
        if any("\x00" in value for value in kept):
            errors[name] = "含有不能保存的字符。"
        elif kept and _takes_many(model, name):
            typed[name] = kept
        elif len(kept) > 1:
            errors[name] = "此项只能填一次。"
        elif kept:
            typed[name] = kept[0]
    return typed, errors


def _takes_many(model: type[BaseModel], name: str) -> bool:
    asked = model.model_fields.get(name)
    return asked is not None and any(get_origin(it) in _MANY for it in _parts(asked.annotation))


def _parts(annotation: Any) -> Iterable[Any]:
    yield annotation
    if get_origin(annotation) not in _MANY:
        for part in get_args(annotation):
            yield from _parts(part)


def _errors(model: type[BaseModel], error: ValidationError) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in error.errors(include_url=False, include_input=False):
        name = str(one["loc"][0]) if one["loc"] else ""
        found.setdefault(name, _message(model, name, one))
    return found


def _message(model: type[BaseModel], name: str, error: Any) -> str:
    kind, context = str(error["type"]), error.get("ctx", {})
    if kind in {"value_error", "assertion_error"} and _CHINESE.search(str(context["error"])):
        return str(context["error"])
    asked = model.model_fields.get(name)
    if asked is not None and asked.description:
        return f"请填写{asked.description}。"
    if kind.startswith("datetime_") or kind == "timezone_aware":
        return _TIME
    if kind.startswith("date_"):
        return _DATE
    return _MESSAGES.get(kind, _OTHERWISE).format_map(context)
