"""The kinds of evidence that a pack may name."""

from services.compliance.rules.evidence import (
    hearing,
    materials,
    notices,
    people,
    planning,
    results,
)
from services.compliance.rules.evidence.found import NOTHING, Evidence, EvidenceRule
from services.compliance.rules.pack import EvidenceKind

EVIDENCE: dict[EvidenceKind, EvidenceRule] = {
    "held_in_window": planning.held_in_window,
    "filing_received": planning.filing_received,
    "change_approved": planning.change_approved,
    "implementation_plan": planning.implementation_plan,
    "emergency_measures": planning.emergency_measures,
    "form_declared": planning.form_declared,
    "held": planning.held,
    "announced_first": notices.announced_first,
    "announced_everywhere": notices.announced_everywhere,
    "notice_elements": notices.notice_elements,
    "cancellation_notice": notices.cancellation_notice,
    "selection_notice": notices.selection_notice,
    "selected_from_sign_ups": people.selected_from_sign_ups,
    "representative_seated": people.representative_seated,
    "selection_method_recorded": people.selection_method_recorded,
    "about_the_size": people.about_the_size,
    "groups_represented": people.groups_represented,
    "principal_leader_attended": hearing.principal_leader_attended,
    "introduction_shown": hearing.introduction_shown,
    "content_points_ticked": hearing.content_points_ticked,
    "independent_opinions": hearing.independent_opinions,
    "opinions_heard": hearing.opinions_heard,
    "opinions_fed_back": hearing.opinions_fed_back,
    "results_published": results.results_published,
    "results_in_column": results.results_in_column,
    "materials_published": materials.materials_published,
    "materials_in_column": materials.materials_in_column,
    "reported_on_new_media": materials.reported_on_new_media,
    "media_supplied": materials.media_supplied,
}

__all__ = ["EVIDENCE", "NOTHING", "Evidence", "EvidenceRule"]
