"""What follows from believing one of two contradictory records, and from believing the other."""

from services.compliance.judging.alternatives import alternatives
from services.compliance.judging.projection import Projection, Rules
from services.compliance.presentation.claims import claims_of
from services.compliance.presentation.sentences import Names
from services.compliance.rules.calendar import load_calendar
from services.compliance.rules.pack import load_pack
from tests.compliance.story import PROGRAMME, Story, at

LATER = "2023-12-01"


def outcomes(story: Story, code: str) -> list[tuple[str, str]]:
    projection = Projection()
    projection.add(story.facts)
    rules = Rules(load_pack(PROGRAMME), load_calendar())
    known = projection.programmes[PROGRAMME]
    found = alternatives(rules, known, story.activity, code, at(LATER))
    return [("，".join(one.words), one.status.value) for one in found]


def test_held_although_cancelled() -> None:
    story = Story().planned().scheduled("2023-09-14").cancelled("2023-09-12").held("2023-09-14")
    assert outcomes(story, "MAT-TIME") == [
        ("以取消的记录为准", "not_applicable"),
        ("以举办的记录为准", "missed"),
    ]


def test_a_time_that_only_one_person_claims() -> None:
    story = Story().planned().scheduled("2023-09-14").held("2023-09-14")
    story.materials("2023-09-18", recorded="2023-09-28")
    assert outcomes(story, "MAT-TIME") == [
        ("人工补录的时间不予采信", "met_late"),
        ("人工补录的时间予以采信", "met"),
    ]


def test_where_all_readings_agree_there_is_one_outcome() -> None:
    story = Story().planned().scheduled("2023-09-14").cancelled("2023-09-12").held("2023-09-14")
    assert len(outcomes(story, "ANN-TIME")) == 1


def test_a_claim_names_its_times_its_hash_and_who_entered_it() -> None:
    story = Story().planned().scheduled("2023-09-14").held("2023-09-14")
    story.materials("2023-09-18 10:00", recorded="2023-09-28 09:00")
    claim = claims_of(story.facts[-1:], Names())[0]
    assert (claim.occurred, claim.recorded) == ("9月18日（周一）10:00", "9月28日（周四）9:00")
    assert claim.hash == story.facts[-1].envelope.hash
    assert claim.by == story.facts[-1].envelope.data["entered_by"]
    assert claims_of(story.facts[:1], Names())[0].by == "区政务公开工作领导小组办公室"
    assert claims_of(story.facts[2:3], Names())[0].by == "未注明"
