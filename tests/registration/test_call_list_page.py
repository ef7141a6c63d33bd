"""The call list as a page: seen by those who may, ticked off once, nothing by forgery."""

import re

from tests.registration.telling_bench import LANDLINE
from tests.registration.test_call_list import on_the_list
from tests.serving import HANDLER, STRANGER, Api, Person
from tests.signing_in import CSRF, cookies_of

PAGE = "/desk/daxing-2023/open-11/call-list"


async def browser(api: Api, person: Person) -> dict[str, str]:
    origin = str(api.client.base_url).rstrip("/")
    return {"Cookie": await cookies_of(api, person), "Origin": origin}


async def test_the_list_says_whom_to_call_and_what_and_a_tick_takes_it_off(
    registration: Api,
) -> None:
    await on_the_list(registration)
    signed_in = await browser(registration, HANDLER)
    masked = await registration.client.get(PAGE, headers=signed_in)
    purpose = {"csrf": CSRF, "key": "k0", "purpose": "电话告知本人"}
    silly = await registration.client.post(
        PAGE, data=purpose | {"purpose": "看"}, headers=signed_in
    )
    await registration.client.post(PAGE, data=purpose, headers=signed_in)
    page = await registration.client.get(PAGE, headers=signed_in)
    action = re.search(rf'action="({PAGE}/[0-9a-f-]+)"', page.text)
    assert action is not None
    form = {"csrf": CSRF, "key": "k1"}
    first = await registration.client.post(action[1], data=form, headers=signed_in)
    again = await registration.client.post(action[1], data=form, headers=signed_in)
    after = await registration.client.get(PAGE, headers=signed_in)

    assert silly.status_code == 422
    for hidden in (masked, silly):
        assert "赵*" in hidden.text
        assert not any(it in hidden.text for it in ("赵代表", LANDLINE))
    assert "赵代表" in page.text
    assert LANDLINE in page.text
    assert "邀请您参加" in page.text
    assert "9月14日（周四）" in page.text
    assert [(it.status_code, it.headers["location"]) for it in (first, again)] == [(303, PAGE)] * 2
    assert "没有需要电话告知的人" in after.text
    looks = await registration.running.pool.fetch("select purpose, items from look order by id")
    assert [tuple(row) for row in looks] == [("电话告知本人", ["p1"])]


async def test_its_style_is_served_and_prints_on_a4(registration: Api) -> None:
    page = await registration.client.get(PAGE, headers=await browser(registration, HANDLER))
    style = re.search(r'href="(/[^"]+call_list\.css[^"]*)"', page.text)
    assert style is not None
    css = await registration.client.get(style[1])
    assert "size: A4" in css.text
    assert not re.search(r"<script>| style=| on[a-z]+=", page.text)


async def test_another_unit_and_a_forged_form_get_nothing(registration: Api) -> None:
    await on_the_list(registration)
    page = await registration.client.get(PAGE, headers=await browser(registration, HANDLER))
    action = re.search(rf'action="({PAGE}/[0-9a-f-]+)"', page.text)
    assert action is not None
    post, form = registration.client.post, {"csrf": CSRF, "key": "k1"}
    seen = await registration.client.get(PAGE, headers=await browser(registration, STRANGER))
    refused = [
        await post(action[1], data=form, headers=await browser(registration, STRANGER)),
        await post(
            action[1], data=form,
            headers=await browser(registration, HANDLER) | {"Origin": "https://evil.example"},
        ),
        await post(
            action[1], data=form | {"csrf": "x"}, headers=await browser(registration, HANDLER)
        ),
    ]  # fmt: skip

    assert seen.status_code == 403
    assert LANDLINE not in seen.text
    assert [it.status_code for it in refused] == [403, 403, 403]
    states = await registration.running.pool.fetch("select state from message")
    assert [row["state"] for row in states] == ["waiting"]
