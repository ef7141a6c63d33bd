"""What the assessment's facts say: table, self-score, review, appeal, result.

Marks are told only once they are final; before, the steps alone.
"""

from contracts.events import compliance as said
from contracts.values import ScoringTableRef
from services.compliance.assessment.table import OWN_DRAFT
from services.compliance.presentation import dates
from services.compliance.presentation.marks import marks_words
from services.compliance.presentation.sentences.base import Units, sentence, unit_name


def scoring_label(scoring: ScoringTableRef | None) -> str:
    """Whose weights they are."""
    return (scoring.issued_by if scoring else None) or OWN_DRAFT


@sentence.register
def _(event: said.ScoringTableAdopted, units: Units) -> str:
    del units
    scoring = event.scoring
    since = dates.day_words(event.effective_from, year=True)
    label = scoring_label(scoring)
    return f"启用《{scoring.title}》第{scoring.version}版（{label}），自{since}起施行"


@sentence.register
def _(event: said.SelfScored, units: Units) -> str:
    return f"{unit_name(event.unit, units)}提交年度考核自评，{len(event.marks)}项"


@sentence.register
def _(event: said.UnitScoreReviewed, units: Units) -> str:
    until = dates.day_words(event.appeal_until)
    by = f"{unit_name(event.reviewer_unit, units)}{event.reviewer}"
    return f"{by}完成对{unit_name(event.unit, units)}的考核复核，可在{until}24:00前申诉"


@sentence.register
def _(event: said.AppealLodged, units: Units) -> str:
    unit = unit_name(event.unit, units)
    return f"{unit}对{len(event.indicators)}项复核结果提出申诉，理由：{event.reason}"


@sentence.register
def _(event: said.AppealDecided, units: Units) -> str:
    by = f"{unit_name(event.decider_unit, units)}{event.decided_by}"
    outcome = "予以调整" if event.upheld else "维持复核结果"
    return f"{by}对{unit_name(event.unit, units)}的申诉作出决定，{outcome}，理由：{event.reason}"


@sentence.register
def _(event: said.UnitScoreConfirmed, units: Units) -> str:
    total, full = marks_words(event.total), marks_words(event.full_marks)
    label = scoring_label(event.scoring)
    return (
        f"{unit_name(event.unit, units)}的年度考核结果确认，得{total}分，满分{full}分，"
        f"分值为{label}"
    )
