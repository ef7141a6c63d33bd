"""What is typed into the assessment's forms: marks as people write them, 22.5 for 2250."""

from typing import Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError

from contracts.values import Identifier, Line, OwnMark
from services._web.forms import Form, FormModel, Invalid
from services.compliance.assessment.score import Score
from services.compliance.presentation.marks import marks_words, read_marks

_LINE: TypeAdapter[str] = TypeAdapter(Line)
_LONGEST = 200
_LINK = "请填写完整的网址，以https://或http://开头，不含空格。"
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONGEST)]


class AppealForm(FormModel):
    """Which indicators, and why."""

    indicators: tuple[Identifier, ...] = ()
    reason: Reason


def own_marks(form: Form, score: Score) -> tuple[OwnMark, ...]:
    """The unit's marks with report and link; raises ``Invalid`` naming each wrong field."""
    errors: dict[str, str] = {}
    marks = _marks(form, score, errors)
    found = []
    for code, given in marks.items():
        report = _line(form, f"report.{code}", errors)
        link = form.value(f"link.{code}").strip() or None
        try:
            found.append(OwnMark(indicator=code, marks=given, report=report, link=link))
        except ValidationError:
            errors[f"link.{code}"] = _LINK
    if errors:
        raise Invalid(errors)
    return tuple(found)


def given_marks(form: Form, score: Score) -> tuple[dict[str, int], dict[str, str]]:
    """Marks and reasons by indicator; raises ``Invalid`` naming each wrong field."""
    errors: dict[str, str] = {}
    marks = _marks(form, score, errors)
    reasons = {code: _line(form, f"reason.{code}", errors) for code in marks}
    for item in score.applicable:
        if item.code in marks and marks[item.code] != item.marks and not reasons[item.code]:
            errors[f"reason.{item.code}"] = (
                f"与系统测算的{marks_words(item.marks)}分不同，请写明理由。"
            )
    if errors:
        raise Invalid(errors)
    return marks, {code: reason for code, reason in reasons.items() if reason}


def read_reason(form: Form) -> str:
    """The reason of a decision; raises ``Invalid``."""
    errors: dict[str, str] = {}
    reason = _line(form, "reason", errors)
    if not reason:
        raise Invalid(errors or {"reason": "请写明理由，200字以内。"})
    return reason


def _marks(form: Form, score: Score, errors: dict[str, str]) -> dict[str, int]:
    found = {}
    for item in score.applicable:
        given = read_marks(form.value(f"marks.{item.code}"))
        if given is None or given > item.most:
            most = marks_words(item.most)
            errors[f"marks.{item.code}"] = f"请填写0到{most}之间的分数，最多两位小数。"
            given = 0
        found[item.code] = given
    return found


def _line(form: Form, name: str, errors: dict[str, str]) -> str | None:
    typed = " ".join(form.value(name).split())
    if not typed:
        return None
    try:
        return _LINE.validate_python(typed)
    except ValidationError:
        errors[name] = "请写200字以内，不含特殊字符。"
        return None
