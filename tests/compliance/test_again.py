"""Running a verdict again: from the rows of the database, by what `minsheng judge` does."""

import json

from services.compliance.again import compared
from services.compliance.rules.pack import load_pack
from tests.compliance.conftest import Compliance, Others, PlayedClock
from tests.compliance.story import Story

AS_OF = "2023-09-15T10:00:00+08:00"
ONE = "/activities/open-11/verdicts/MAT-TIME/again"
PAGE = "/wall/daxing-2023/activities/open-11"


async def told(compliance: Compliance, others: Others, clock: PlayedClock) -> None:
    story = Story("open-11").planned().scheduled("2023-09-14", said="2023-08-10 10:00")
    await others.say(story.noticed("2023-09-04 10:00", "2023-09-14").held("2023-09-14").facts)
    clock.set(AS_OF)
    await compliance.settled()


async def test_every_verdict_comes_out_the_same(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    await told(compliance, others, clock)
    for each in (await compliance.get("/activities/open-11"))["verdicts"]:
        again = await compliance.get(f"/activities/open-11/verdicts/{each['code']}/again")
        assert (again["identical"], again["differs"], again["broken"]) == (True, [], None)
        assert again["events"] > 5
    past = await compliance.get(f"{ONE}?as_of=2023-09-01T00:00:00%2B08:00")
    assert past["identical"]


async def test_the_page_says_so_and_shows_the_verdict(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    await told(compliance, others, clock)
    verdict = (await compliance.http.get(f"{PAGE}/MAT-TIME")).text
    assert f'action="{PAGE}/MAT-TIME/again"' in verdict
    assert load_pack("daxing-2023").sha256 in verdict
    again = (await compliance.http.get(f"{PAGE}/MAT-TIME/again")).text
    assert "重算结果一致" in again
    assert "哈希链都已核对" in again
    assert "材料时限" in again


async def test_a_row_that_was_changed_in_the_database_is_found(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    await told(compliance, others, clock)
    await compliance.running.pool.execute(
        "update fact set message = convert_to(replace(convert_from(message, 'UTF8'),"
        ' \'"started_on":"2023-09-14"\', \'"started_on":"2023-09-13"\'), \'UTF8\')'
    )
    again = await compliance.get(ONE)
    assert not again["identical"]
    assert "hash does not follow" in again["broken"]
    page = (await compliance.http.get(f"{PAGE}/MAT-TIME/again")).text
    assert "没有重算：日志被改动过" in page


def test_what_differs_is_named_with_both_values() -> None:
    story = Story().planned().scheduled("2023-09-14").held("2023-09-14")
    shown = story.wall("2023-09-15")["MAT-TIME"]
    empty = compared([], story.pack, "daxing-2023", story.facts[-1].recorded_at, shown)
    differs = {key: (here, there) for key, here, there in empty.differs}
    assert not empty.identical
    assert differs["status"] == ("pending", None)
    assert json.dumps(empty.to_json()["differs"])
