"""From the announcer's fact over the bus to the telephone: moved, then cancelled."""

import pytest

from services.announcer.app import SERVICE as ANNOUNCER
from services.announcer.programmes import read_plan
from services.registration.app import SERVICE
from tests.registration.conftest import OPEN_11, PLANNED
from tests.registration.telling_bench import SECRET, Gateway
from tests.serving import HANDLER, RESIDENT, Serve, eventually

SESSION = {"session": "s1", "starts_on": "2023-09-14", "place": "工地"}
STATUS = "http://127.0.0.1:8080/sign-up/status"


@pytest.mark.parametrize(
    ("method", "first"),
    [
        ("open_selection", "您已报名参加{name}。{place}是否入选另行通知。查询或取消报名"),
        ("directed_invitation", "邀请您参加{name}。{place}请答复是否参加"),
    ],
)
async def test_people_hear_of_a_move_and_of_the_cancellation_once_each(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, method: str, first: str
) -> None:
    gateway = Gateway()
    monkeypatch.setenv("MINSHENG_SMS_WEBHOOK_URL", gateway.url)
    monkeypatch.setenv("MINSHENG_SMS_WEBHOOK_SECRET", SECRET)
    announcer, registration = await serve(ANNOUNCER), await serve(SERVICE)
    await announcer.record("/api/announcer/programmes", read_plan("daxing-2023"))
    schedule = {"sessions": [SESSION], "form": "offline", "selection_methods": [method]}
    await announcer.record(PLANNED + "/schedule", schedule)

    async def there_is(fact: str) -> bool:
        return fact in [name for name, _ in await registration.log()]

    async def said(number: int) -> bool:
        return len(gateway.taken) >= number

    async with gateway.open():
        await eventually(lambda: there_is("SignUpSheetPrepared"), 60)
        person = {"session": "s1", "category": "parent", "name": "张小明", "phone": "13800001111"}
        if method == "open_selection":
            await registration.record(OPEN_11 + "/sign-up/open", {"session": "s1"}, HANDLER)
            answer = await registration.post(OPEN_11 + "/sign-ups", person, RESIDENT)
        else:
            invited = person | {"reason": "由学校推荐的家长代表"}
            answer = await registration.post(OPEN_11 + "/invitations", invited, HANDLER)
        assert answer.status_code == 200, answer.text
        await eventually(lambda: said(1), 60)
        moved = {"moved": {**SESSION, "starts_on": "2023-09-21"}, "reason": "天气"}
        await announcer.record(PLANNED + "/reschedule", moved)
        await eventually(lambda: said(2), 60)
        await announcer.record(PLANNED + "/cancel", {"reason": "停工"})
        await eventually(lambda: said(3), 60)

    invited, moved_, cancelled = (message["text"] for message in gateway.taken.values())
    asked = f"：{STATUS}，查询码{answer.json()['code']}。"
    name, place = "“走进南街回迁房项目工地”", "时间：9月14日（周四）；地点：工地。"
    assert invited == first.format(name=name, place=place) + asked
    assert moved_ == (
        "“走进南街回迁房项目工地”改期至9月21日（周四），地点：工地。原报名、邀请和名额保留。"
        f"不能参加的，可以取消报名{asked}"
    )
    assert cancelled == "“走进南街回迁房项目工地”（原定9月21日（周四））已取消，不再举行。"
    assert {message["to"] for message in gateway.taken.values()} == {"13800001111"}
    assert "张小明" not in invited + moved_ + cancelled
