"""What may go wrong with a draw, over HTTP on real servers: each is told and has a way out."""

import json

import pytest

from tests.registration.draws.bench import (
    AFTER,
    DESK,
    DRAW,
    EVIDENCE,
    LATER,
    PEOPLE,
    S1,
    SEED,
    TERMS,
    Drawn,
)
from tests.registration.pages_bench import API, Site, opened, serve, site
from tests.serving import HANDLER, OFFICE, RESIDENT, STRANGER, eventually

__all__ = ["serve", "site"]


@pytest.fixture
def drawn(site: Site) -> Drawn:
    return Drawn(site)


async def test_an_absent_source_is_a_state_and_a_later_one_is_another_draw(drawn: Drawn) -> None:
    api = drawn.site.api
    await drawn.announced()
    await drawn.signed_up()
    await drawn.sealed()
    first = await drawn.bundle()
    api.clock.set(AFTER)
    await api.record(
        DRAW + "/absence", {**S1, "reason": "信标停止服务", "evidence": EVIDENCE}, HANDLER
    )
    assert (await api.get(DRAW + "?session=s1")).json()["absent"]["reason"] == "信标停止服务"
    early = {**S1, "seed_source": TERMS["seed_source"] | {"name": "别的"}, "reason": "换"}
    assert (await api.post(DRAW + "/source", early, HANDLER)).status_code == 409
    named = {**S1, "seed_source": LATER, "reason": "信标停止服务"}
    assert (await api.post(DRAW + "/source", named, HANDLER)).status_code == 409
    await api.record(DRAW + "/source", named, OFFICE)

    async def again() -> bool:
        return (await drawn.site.facts()).count("DrawSealed") == 2

    await eventually(again)
    assert await drawn.bundle() != first
    api.clock.set("2023-09-12T12:01:00+08:00")
    seed = {"value": SEED, "published_at": LATER["known_at"], "evidence": EVIDENCE}
    await api.record(DRAW + "/seed", {**S1, **seed}, HANDLER)
    await drawn.revealed()


async def test_quotas_that_cannot_be_met_are_explained_and_widened(drawn: Drawn) -> None:
    api = drawn.site.api
    await drawn.announced()
    await drawn.signed_up(tuple((name, "other_public", "young") for name, _, _ in PEOPLE))
    await drawn.closed()

    async def explained() -> bool:
        return bool((await api.get(DRAW + "?session=s1")).json()["problem"])

    await eventually(explained)
    by_hand = await api.post(DRAW + "/seal", S1, HANDLER)
    assert by_hand.status_code == 409
    assert "60岁及以上至少1人，但没有人报名" in by_hand.text
    desk = await drawn.site.get(DESK + "/draw", HANDLER)
    for told in ("60岁及以上至少1人，但没有人报名", ">7</td>", "放宽比例并封存"):
        assert told in desk
    api.clock.set(AFTER)
    desk = await drawn.site.get(DESK + "/draw", HANDLER)
    for told in ("60岁及以上至少1人，但没有人报名", ">7</td>", "另定随机数"):
        assert told in desk
    named = {**S1, "seed_source": LATER, "reason": "比例尚未放宽"}
    await api.record(DRAW + "/source", named, OFFICE)
    await eventually(explained)
    quotas = json.loads(await drawn.pool.fetchval("select quotas from draw_problem"))
    assert [it["at_least"] for it in quotas] == [0, 0]
    await api.record(DRAW + "/quotas", {**S1, "quotas": quotas, "reason": "报名少"}, HANDLER)
    await drawn.sealed()
    assert (await api.get(DRAW + "?session=s1")).json()["problem"] is None


async def test_no_more_people_than_seats_are_not_drawn(drawn: Drawn) -> None:
    await drawn.announced()
    await drawn.signed_up(PEOPLE[:3])
    await drawn.closed()

    async def explained() -> bool:
        return bool(await drawn.pool.fetchval("select says from draw_problem"))

    await eventually(explained)
    assert "不用抽签" in await drawn.pool.fetchval("select says from draw_problem")
    body = {**S1, "rule": "first_come", "seats": 3}
    await drawn.site.api.record(API + "/selection", body, HANDLER)


async def test_the_old_way_of_drawing_points_to_the_steps(drawn: Drawn) -> None:
    await opened(drawn.site)
    drawn.site.api.clock.set(AFTER)
    body = {**S1, "rule": "draw", "seats": 3}
    answer = await drawn.site.api.post(API + "/selection", body, HANDLER)
    assert answer.status_code == 409
    assert "抽签页面" in answer.text


async def test_only_the_unit_itself_goes_on_with_its_draw(drawn: Drawn) -> None:
    for step in ("", "/quotas", "/source", "/seal", "/seed", "/absence", "/reveal"):
        for person in (STRANGER, RESIDENT):
            answer = await drawn.site.api.post(DRAW + step, TERMS if not step else S1, person)
            assert answer.status_code in {403, 422}
    assert "DrawAnnounced" not in await drawn.site.facts()
