"""The words that a pack may use: how binding, for what, until when, by which evidence."""

from typing import Literal

Strength = Literal["M", "M-amber", "A"]
Scope = Literal["activity", "unit", "programme"]
LateCure = Literal["none", "until_start", "open"]
Unit = Literal["working", "calendar"]
ColumnKind = Literal["open_day", "policy_talk", "opinion_results"]
Condition = Literal[
    "planned",
    "held",
    "held_or_opinions",
    "announced",
    "on_site",
    "open_selection",
    "cancelled_after_notice",
]
DeadlineKind = Literal[
    "season_window",
    "season_end",
    "year_end",
    "same_day",
    "before_change",
    "start",
    "old_start",
    "end",
    "first_notice",
    "notice_limit",
    "elements_limit",
    "selection_notice_limit",
    "materials_limit",
    "results_limit",
    "feedback_target",
]
EvidenceKind = Literal[
    "held_in_window",
    "filing_received",
    "change_approved",
    "implementation_plan",
    "emergency_measures",
    "form_declared",
    "announced_first",
    "announced_everywhere",
    "notice_elements",
    "cancellation_notice",
    "selection_notice",
    "selected_from_sign_ups",
    "representative_seated",
    "selection_method_recorded",
    "about_the_size",
    "groups_represented",
    "held",
    "principal_leader_attended",
    "introduction_shown",
    "content_points_ticked",
    "independent_opinions",
    "opinions_heard",
    "opinions_fed_back",
    "results_published",
    "results_in_column",
    "materials_published",
    "materials_in_column",
    "reported_on_new_media",
    "media_supplied",
    "routine_activity_held",
    "assessment_closed",
]

ROW_EVIDENCE: dict[EvidenceKind, Scope] = {
    "routine_activity_held": "unit",
    "assessment_closed": "programme",
}
"""The evidence of rows that are no activity, and the rows it belongs to."""

CHANGE_EVIDENCE: dict[EvidenceKind, DeadlineKind] = {
    "filing_received": "same_day",
    "change_approved": "before_change",
}
"""The evidence that a change needs, and until when: 报备 goes with it, 报批 goes before it."""

RESULTS: tuple[EvidenceKind, ...] = ("results_published", "results_in_column")
