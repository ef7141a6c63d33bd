"""People as the acts count them: ``people = { parent = 8 }`` is parents 1 to 8 of the activity.

What a service calls a person is learned under the person's key: at once where staff enter or
invite them, else when staff look at the list. Later acts say ``~key``, which is the key itself for
people whose id the unit made. Whom a selection chose are ``chosen`` 1, 2 and so on, who stands by
is ``reserve`` 1 and on. With their code people act for themselves.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from deploy.local.season import PROGRAMME
from deploy.local.season.acts import Act
from deploy.local.season.citizens import Citizen, citizen, key_of
from deploy.local.season.parts import Part
from deploy.local.season.sessions import ONLY_SESSION

UNRECORDED = "unrecorded"
"""A category that nobody wrote down."""
WHY = {
    UNRECORDED: "与议题有关的人员",
    "npc_deputy": "本选区的区人大代表",
    "cppcc_member": "相关界别的区政协委员",
    "media": "报道区内政务的媒体",
    "parent": "由学校推荐的家长代表",
    "enterprise": "由行业推荐的企业代表",
    "other_public": "由社区推荐的居民代表",
    "expert": "熟悉议题的专家",
    "own_staff": "介绍情况的工作人员",
}
"""Why somebody of a category is invited."""

_OURS = {"people", "first", "reserve"}
"""Fields that count people; all others are the command's own."""


def citizens(act: Act) -> Iterator[Citizen]:
    """Those whom an act counts, numbered from ``first`` in each category."""
    first: int = act.fields.get("first", 1)
    yield from _counted(act, act.fields["people"], dict.fromkeys(act.fields["people"], first))


def plain(act: Act) -> Iterator[Part]:
    """One request about the session."""
    yield Part(act.do, {"session": ONLY_SESSION, **act.fields})


def sign_ups(act: Act) -> Iterator[Part]:
    """Everyone signs themselves up, unless a ``channel`` says that staff entered them."""
    entered = "channel" in act.fields
    for one in citizens(act):
        body, code = {**_named(one), **_shared(act)}, ("code", _code(one))
        if entered:
            yield Part("sign-ups", body, None, (("person", one.key), code))
        else:
            yield Part("sign-ups", body, one.actor, (code,))


def look(act: Act) -> Iterator[Part]:
    """Staff look at the list with names and numbers, and say what for."""
    yield Part("people", dict(act.fields), None, (("people", act.setting.activity),), reads=True)


def recognised(activity: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What such a list tells: who is who, and how far a selection has gone."""
    listed = list(rows)
    waiting = sorted((it for it in listed if it["reserve_rank"]), key=lambda it: it["reserve_rank"])
    chosen = [it for it in listed if it["selected_at"]]
    found = {key_of(activity, it["phone"]): it["person"] for it in listed if it["phone"]}
    for name, those in (("chosen", chosen), ("reserve", waiting)):
        for number, it in enumerate(those, start=1):
            key = f"{activity}-{name}-{number:02d}"
            found |= {key: it["person"], _category(key): it["category"]}
    return found


def withdrawals_by_code(act: Act) -> Iterator[Part]:
    """Everyone for themselves."""
    for one in citizens(act):
        yield Part(f"/codes/@{_code(one)}/withdrawal", {}, one.actor)


def invitations(act: Act) -> Iterator[Part]:
    """The unit knows by name whom it invites, and says why."""
    for one in citizens(act):
        body = {**_named(one), "reason": WHY[one.category or UNRECORDED], **_shared(act)}
        yield Part("invitations", body, None, (("person", one.key),))


def answers(act: Act) -> Iterator[Part]:
    """The invited accept, unless ``accepted`` says that they do not."""
    for one in citizens(act):
        yield Part(f"invitations/~{one.key}/answer", {"accepted": True, **_shared(act)})


def selection(act: Act) -> Iterator[Part]:
    """A rule chooses; or the unit does, ``people`` and after them those in ``reserve``."""
    body = {"session": ONLY_SESSION, **act.fields}
    if "people" in act.fields:
        chosen, standing = act.fields["people"], act.fields["reserve"]
        after = {category: count + 1 for category, count in chosen.items()}
        named = [*citizens(act), *_counted(act, standing, after)]
        body |= {
            "persons": [f"~{one.key}" for one in named],
            "seats": sum(chosen.values()),
            "reserve": sum(standing.values()),
        }
        del body["people"]
    yield Part("selection", body)


def selections(act: Act) -> Iterator[Part]:
    """The unit writes down whom it chose."""
    for part in seats(act):
        yield part._replace(body={"method": "open_selection", **part.body})


def seats(act: Act) -> Iterator[Part]:
    """One request a person, with their category where it is known."""
    for one in citizens(act):
        told = one.category or (None if UNRECORDED in one.key else f"@{_category(one.key)}")
        category = {"category": told} if told else {}
        yield Part(act.do, {"person": f"~{one.key}", **category, **_shared(act)})


def replacements(act: Act) -> Iterator[Part]:
    """The next in reserve moves up, or number ``reserve`` does."""
    for part in about(act):
        if "reserve" in act.fields:
            (named,) = _counted(act, {"reserve": 1}, act.fields)
            part.body["by"] = f"~{named.key}"
        yield part


def about(act: Act) -> Iterator[Part]:
    """One request a person, who is known already."""
    for one in citizens(act):
        yield Part(act.do, {"person": f"~{one.key}", **_shared(act)})


def erasure(act: Act) -> Iterator[Part]:
    """Somebody wants to be forgotten."""
    for one in citizens(act):
        yield Part(f"/programmes/{PROGRAMME}/people/~{one.key}/erasure", {})


def _counted(act: Act, counts: Mapping[str, int], first: Mapping[str, int]) -> Iterator[Citizen]:
    for category, count in counts.items():
        begin = first.get(category, 1)
        for number in range(begin, begin + count):
            yield citizen(act.setting.activity, category, number)


def _shared(act: Act) -> dict[str, Any]:
    own = {name: value for name, value in act.fields.items() if name not in _OURS}
    return {"session": ONLY_SESSION, **own}


def _named(one: Citizen) -> dict[str, Any]:
    return {"category": one.category, "name": one.name, "phone": one.phone}


def _category(key: str) -> str:
    return f"category-of-{key}"


def _code(one: Citizen) -> str:
    return f"code-of-{one.key}"
