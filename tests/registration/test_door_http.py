"""The door on real servers: codes, guests, batches that come twice, and what a phone is given."""

import base64
import hashlib
import json
import re
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ec import (
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.registration.door import sealing
from tests.registration.door_bench import DOOR, NINE, arrivals, seated
from tests.registration.pages_bench import API, DESK, Site, opened, serve, site
from tests.serving import HANDLER, OFFICE, STRANGER
from tests.signing_in import CSRF

__all__ = ["serve", "site"]

GUEST = {"name": "来访人", "category": "other_public"}


def item(**what: Any) -> dict[str, Any]:
    return {"key": uuid4().hex, "at": NINE, **what}


async def batch(site: Site, *items: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await site.api.post(
        API + "/check-ins/batch", {"session": "s1", "items": items}, HANDLER
    )
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


async def test_a_code_checks_in_as_it_is_shown_or_typed(site: Site) -> None:
    seats = await seated(site, "赵一", "钱二")
    shown = f"https://example.org/sign-up/status#{seats['赵一'][1]}"
    typed = f"{seats['钱二'][1][:5]}-{seats['钱二'][1][5:]}".lower()
    page = await site.done(DOOR, {"code": shown}, HANDLER)
    assert "应到2人，已到1人" in page
    answer = await site.api.post(API + "/check-ins", {"session": "s1", "code": typed}, HANDLER)
    assert (answer.status_code, answer.json()["already"]) == (200, None)
    page = await site.done(DOOR, {"code": shown}, HANDLER)
    assert "此人先前已经签到" in page
    wrong = await site.post(DOOR, {"code": "ABCDEFGHJK"}, HANDLER)
    assert (wrong.status_code, "没有这个查询码" in wrong.text) == (404, True)
    assert await arrivals(site) == [("CheckedIn", it[0]) for it in seats.values()]


async def test_a_guest_is_present_without_a_seat_and_the_name_stays_in_the_vault(
    site: Site,
) -> None:
    await seated(site, "赵一")
    without = await site.post(DOOR + "/guest", GUEST, HANDLER)
    assert (without.status_code, "勾选同意" in without.text) == (422, True)
    told = GUEST | {"phone": "13900001111", "consent": "on"}
    page = await site.done(DOOR + "/guest", told, HANDLER)
    assert "应到1人，已到1人（现场登记1人）" in page
    assert "来*" in page
    page = await site.done(DOOR + "/guest", told, HANDLER)
    assert "此人先前已经签到" in page
    known = await site.api.post(
        API + "/walk-ins", {**GUEST, "phone": "13800000000", "session": "s1"}, HANDLER
    )
    assert known.json()["events"][0]["type"].startswith("CheckedIn")
    assert [name for name, _ in await arrivals(site)] == ["WalkedIn", "CheckedIn"]
    representatives = await site.get(DESK + "/representatives", HANDLER)
    assert "代表已确认1人" in representatives
    assert "来访人" not in str(await site.api.log())
    page = await site.done(DESK + "/attendance/from-check-ins", {"leader": "absent"}, HANDLER)
    assert "到场2人，没有负责同志到场" in page


async def test_a_batch_says_of_each_item_once_what_became_of_it(site: Site) -> None:
    seats = await seated(site, "赵一", "钱二", "孙三")
    first, second, third = (item(person=person) for person, _ in seats.values())
    early = third | {"at": "2023-09-13T23:59:00+08:00"}
    fast = item(guest=GUEST) | {"at": "2023-09-14T09:03:00+08:00"}
    items = [first, item(person="nobody"), early, item(code="ABCDEFGHJK"), second, fast]
    results = await batch(site, *items)
    assert [it["outcome"] for it in results] == [
        "recorded", "refused", "refused", "refused", "recorded", "recorded",
    ]  # fmt: skip
    assert [it["error"] for it in results[1:4]] == ["no_seat", "too_early", "unknown_code"]
    assert await batch(site, *items) == results

    other = await batch(site, item(person=seats["赵一"][0]))
    assert (other[0]["outcome"], other[0]["at"]) == ("already", results[0]["at"])
    assert len(await arrivals(site)) == 3
    [came] = [
        it.envelope
        for it in await site.api.running.store.read(0, 100)
        if it.envelope.type.startswith("WalkedIn")
    ]
    assert came.occurred_at == came.recorded_at


async def test_a_phone_is_given_masked_names_and_digests_and_seals_for_the_server(
    site: Site,
) -> None:
    seats = await seated(site, "赵一")
    person, code = seats["赵一"]
    text = await site.get(DOOR + "/list", HANDLER)
    held = json.loads(text)
    assert (code in text, "赵一" in text, "13800000000" in text) == (False, False, False)
    salt = bytes.fromhex(held["salt"])
    digest = hashlib.pbkdf2_hmac("sha256", code.encode(), salt, held["rounds"], 16).hex()
    assert held["people"] == [
        {"person": person, "name": "赵*", "short": person[:6], "category": "家长代表",
         "walked_in": False, "at": None, "digest": digest}
    ]  # fmt: skip

    theirs = EllipticCurvePublicKey.from_encoded_point(
        sealing.CURVE, base64.b64decode(held["sealing_key"])
    )
    ours, nonce = generate_private_key(sealing.CURVE), bytes(12)
    hidden = AESGCM(sealing.shared(ours, theirs)).encrypt(nonce, json.dumps(GUEST).encode(), None)
    sealed = base64.b64encode(sealing.point(ours.public_key()) + nonce + hidden).decode()
    items = [item(sealed=sealed), item(sealed=sealed[:-8] + "AAAAAAA="), item(sealed="?")]
    form = {"items": json.dumps(items)}
    answer = await site.post(DOOR + "/batch", form, HANDLER)
    outcomes = [it["outcome"] for it in answer.json()["results"]]
    assert outcomes == ["recorded", "refused", "refused"]
    assert "来*" in await site.get(DOOR, HANDLER)


async def test_the_door_is_open_to_its_unit_alone_and_only_there_is_a_camera(site: Site) -> None:
    await opened(site)
    await site.get(DOOR, STRANGER, 403)
    await site.get(DOOR + "/list", STRANGER, 403)
    refused = await site.post(DOOR + "/batch", {"items": "[]"}, STRANGER)
    broken = await site.post(DOOR + "/batch", {"items": "[{}]"}, OFFICE)
    assert (refused.status_code, broken.status_code) == (403, 422)
    policies = []
    for path in ("/check-in", "/attendance"):
        headers = await site.headers(HANDLER)
        answer = await site.client.get(DESK + path, headers=headers)
        policies.append(re.findall(r"camera=\(.*?\)", answer.headers["Permissions-Policy"]))
    assert policies == [["camera=(self)"], ["camera=()"]]
    worker = await site.client.get(DOOR + "/worker.js")
    assert worker.headers["Service-Worker-Allowed"] == DOOR
    left = await site.client.post(
        "/account/sign-out",
        content=urlencode({"csrf": CSRF, "key": "sign-out"}),
        headers={
            **await site.headers(HANDLER),
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    assert left.headers["Clear-Site-Data"] == '"storage"'
