"""What is put before the public: notices on their channels, materials, reports, press kits.

The district website's columns are Minsheng's own pages; what stands elsewhere, or carries a
``published_at``, is entered by hand with the address as evidence.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from contracts.values import BEIJING
from deploy.local.season.acts import Act
from deploy.local.season.parts import Part
from deploy.local.season.sessions import ONLY_SESSION, api_session

WEBSITE, NEW_MEDIA = "district_website", "new_media"
_TITLES = {
    "activity": "活动公告",
    "selection": "代表遴选公告",
    "change": "变更公告",
    "correction": "更正公告",
    "cancellation": "取消公告",
}


def schedule(act: Act) -> Iterator[Part]:
    """Sessions with the activity's place and host, and its account where a form has a stream."""
    body = dict(act.fields)
    body["sessions"] = [api_session(session, act.setting) for session in act.fields["sessions"]]
    body["host"] = act.setting.host
    if body.get("form") in {"online", "hybrid"}:
        body["new_media_account"] = act.setting.account
    yield Part("schedule", body)


def notices(act: Act) -> Iterator[Part]:
    """One text on ``channels`` (both, if left out).

    ``date`` is what it names for the only session, ``dates`` for several. ``elements`` is a list
    of names from the file's own texts (all, if left out), or the texts themselves.
    """
    given = act.fields
    kinds = given.get("kinds", ["activity"])
    dates = given.get("dates") or {ONLY_SESSION: given["date"]}
    text = {
        "notice": given["notice"],
        "kinds": kinds,
        "title": act.setting.title + "、".join(_TITLES[kind] for kind in kinds),
        "announces": [{"session": name, "starts_on": day} for name, day in dates.items()],
        "elements": _elements(given.get("elements"), act.setting.elements),
    }
    for channel in given.get("channels", [WEBSITE, NEW_MEDIA]):
        account = {"account": act.setting.account} if channel == NEW_MEDIA else {}
        yield Part("notices", {**text, **account, **_publication(act, channel, given["notice"])})


def materials(act: Act) -> Iterator[Part]:
    """One bundle on one channel (the district website, if left out)."""
    body = {name: value for name, value in act.fields.items() if name != "published_at"}
    channel = body.setdefault("channel", WEBSITE)
    body["title"] = f"{act.setting.title}工作材料"
    body["content_sha256"] = _sha256(act, f"materials {body['bundle']}")
    yield Part("materials", {**body, **_publication(act, channel, body["bundle"])})


def publicity(act: Act) -> Iterator[Part]:
    """A report, on new media if nothing else is said."""
    body = {"channel": NEW_MEDIA, "title": f"{act.setting.title}活动举行", **act.fields}
    yield Part("publicity", {**body, **_by_hand(act, body["report"])})


def press_kit(act: Act) -> Iterator[Part]:
    """Publicity material for so many recipients."""
    yield Part("press-kit", {"content_sha256": _sha256(act, "press kit"), **act.fields})


def _elements(given: Any, texts: Mapping[str, str]) -> dict[str, str]:
    if given is None:
        return dict(texts)
    if isinstance(given, Mapping):
        return dict(given)
    return {name: texts[name] for name in given}


def _publication(act: Act, channel: str, name: str) -> dict[str, Any]:
    if channel == WEBSITE and "published_at" not in act.fields:
        return {"channel": channel, "entry": "built_in"}
    return {"channel": channel, **_by_hand(act, name)}


def _by_hand(act: Act, name: str) -> dict[str, Any]:
    """A manual entry: published when it is entered, if no other time is claimed."""
    published_at: datetime = act.fields.get("published_at", act.at)
    address = f"https://{act.setting.unit}.example/{act.setting.activity}/{name}"
    shown = published_at.astimezone(BEIJING)
    return {
        "entry": "manual",
        "published_at": published_at,
        "address": address,
        "evidence": {"address": address, "note": f"页面显示{shown:%Y-%m-%d %H:%M}"},
    }


def _sha256(act: Act, what: str) -> str:
    return hashlib.sha256(f"{act.setting.activity} {what}".encode()).hexdigest()
