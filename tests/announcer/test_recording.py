"""What the announcer's API records on real servers, from the plan to the materials."""

from tests.announcer.bodies import MATERIALS, NOTICE, OPEN_11, SCHEDULE, SESSION, SHA256, WECHAT
from tests.serving import HANDLER, REVIEWER, Api


async def test_an_activity_goes_from_plan_to_materials(planned: Api) -> None:
    await planned.record(OPEN_11 + "/schedule", SCHEDULE, HANDLER)
    plan = {"document_sha256": SHA256, "emergency_measures": True}
    await planned.record(OPEN_11 + "/implementation-plan", plan, HANDLER)
    agenda = {"items": [{"title": "介绍工程情况", "introduces": True}]}
    await planned.record(OPEN_11 + "/agenda", agenda, HANDLER)
    await planned.record(OPEN_11 + "/notices", NOTICE, HANDLER)
    [wechat] = await planned.record(OPEN_11 + "/notices", WECHAT, HANDLER)
    confirmation = f"{OPEN_11}/publications/{wechat['id']}/confirmation"
    own = await planned.post(confirmation, None, HANDLER)
    await planned.record(confirmation, None, REVIEWER)
    filing = {"filing": "f1", "kind": "reschedule", "new_value": "2023-09-21", "reason": "大雨"}
    await planned.record(OPEN_11 + "/filings", filing, HANDLER)
    moved = SESSION | {
        "starts_on": "2023-09-21",
        "start_at": "2023-09-21T09:00:00+08:00",
        "end_at": "2023-09-21T11:30:00+08:00",
    }
    await planned.record(OPEN_11 + "/reschedule", {"moved": moved, "reason": "大雨"}, HANDLER)
    planned.clock.set("2023-09-22T09:00:00+08:00")
    receipt = {"received_at": "2023-09-13T16:00:00+08:00", "evidence": {"address": "传真"}}
    await planned.record(OPEN_11 + "/filings/f1/receipt", receipt)
    refusal = {"approved": False, "reason": "已过期"}
    await planned.record(OPEN_11 + "/filings/f1/decision", refusal)
    held = {"session": "s1", "started_on": "2023-09-21", "ended_on": "2023-09-21"}
    await planned.record(OPEN_11 + "/held", held, HANDLER)
    materials = MATERIALS | {"column": "policy_talk"}
    await planned.record(OPEN_11 + "/materials", materials, HANDLER)
    move = {"column": "open_day", "reason": "栏目有误"}
    await planned.record(OPEN_11 + "/materials/m1/move", move, HANDLER)
    await planned.record(OPEN_11 + "/content-points", {"points": ["p1", "p2"]}, HANDLER)
    report = {
        "report": "r1", "channel": "new_media", "title": "居民走进工地",
        "address": "https://example.org/r1", "published_at": "2023-09-22T08:00:00+08:00",
        "evidence": {"address": "https://example.org/r1.png"},
    }  # fmt: skip
    await planned.record(OPEN_11 + "/publicity", report, HANDLER)
    results = report | {
        "report": "r2", "channel": "district_website", "column": "意见办理结果", "opinions": ["o1"],
    }  # fmt: skip
    [told] = await planned.record(OPEN_11 + "/opinion-results", results, HANDLER)
    await planned.record(f"{OPEN_11}/publications/{told['id']}/confirmation", None, REVIEWER)
    kit = {"recipients": 2, "content_sha256": SHA256}
    await planned.record(OPEN_11 + "/press-kit", kit, HANDLER)
    withdrawal = {"channel": "new_media", "account": "旧宫发布", "reason": "过期"}
    await planned.record(OPEN_11 + "/notices/n1/withdrawal", withdrawal, HANDLER)
    gone = {"channel": "district_website", "reason": "更新"}
    await planned.record(OPEN_11 + "/materials/m1/withdrawal", gone, HANDLER)

    assert (own.status_code, own.json()["error"]) == (409, "own_entry")
    assert [name for name, _ in (await planned.log())[23:]] == [
        "EventScheduled", "ImplementationPlanRecorded", "AgendaRecorded", "AnnouncementPublished",
        "AnnouncementPublished", "PublicationConfirmed", "ChangeFiled", "EventRescheduled",
        "FilingReceived", "FilingDecided", "EventHeld", "MaterialsPublished", "MaterialsMoved",
        "ContentPointsTicked", "PublicityReported", "OpinionResultsPublished",
        "PublicationConfirmed", "PressKitProvided", "AnnouncementWithdrawn", "MaterialsWithdrawn",
    ]  # fmt: skip
    read = (await planned.get(OPEN_11)).json()
    assert read["sessions"][0]["starts_on"] == "2023-09-21"
    assert [it["withdrawn_at"] is None for it in read["publications"]] == [
        True, True, False, False, True
    ]  # fmt: skip


async def test_a_manual_entry_carries_the_claimed_time_and_its_own(planned: Api) -> None:
    await planned.record(OPEN_11 + "/schedule", SCHEDULE)

    await planned.record(OPEN_11 + "/notices", NOTICE)
    await planned.record(OPEN_11 + "/notices", WECHAT)

    built_in, manual = [it.envelope for it in await planned.running.store.read(24, 10)][:2]
    assert built_in.occurred_at == built_in.recorded_at
    assert manual.occurred_at.isoformat() == "2023-08-01T00:00:00+00:00"
    assert manual.recorded_at.isoformat() == "2023-08-01T01:00:00+00:00"
    assert built_in.data["address"] == "/public/activities/daxing-2023/open-11#notice-n1"
    assert built_in.data["text_sha256"] == manual.data["text_sha256"]


async def test_two_claims_about_one_publication_are_both_recorded(planned: Api) -> None:
    await planned.record(OPEN_11 + "/schedule", SCHEDULE)

    first = await planned.record(OPEN_11 + "/notices", WECHAT)
    same = await planned.record(OPEN_11 + "/notices", WECHAT)
    other = await planned.record(
        OPEN_11 + "/notices", WECHAT | {"published_at": "2023-08-01T07:00:00+08:00"}
    )

    assert (len(first), len(same), len(other)) == (1, 0, 1)


async def test_a_publication_in_the_future_is_refused_naming_the_field(planned: Api) -> None:
    await planned.record(OPEN_11 + "/schedule", SCHEDULE)

    response = await planned.post(
        OPEN_11 + "/notices", WECHAT | {"published_at": "2023-08-01T09:00:01+08:00"}
    )

    assert (response.status_code, response.json()["error"]) == (409, "in_future")
    assert response.json()["field"] == "published_at"
