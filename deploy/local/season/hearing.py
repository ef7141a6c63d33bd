"""Questions and opinions as the acts name them: ``q1`` and ``o1`` of the activity.

A question's id is made by the service and learned under ``activity-q1``; the opinion that an open
question becomes has the same id. An opinion that staff enter keeps the name as its id.
"""

from collections.abc import Iterator
from typing import Any

from deploy.local.season.acts import Act
from deploy.local.season.parts import Part
from deploy.local.season.sessions import ONLY_SESSION
from services._web.tokens import Actor

_REASON = "经研究，答复意见已形成"


def questions(act: Act) -> Iterator[Part]:
    """One request for each of ``questions = { q1 = "the words" }``, each by its asker."""
    shared = _without(act, "questions")
    for name, words in act.fields["questions"].items():
        key = f"{act.setting.activity}-{name}"
        asker = Actor(f"citizen-{key}", frozenset({"public"}))
        body = {"session": ONLY_SESSION, "words": words, **shared}
        yield Part("questions", body, asker, (("question", key),))


def opinions(act: Act) -> Iterator[Part]:
    """One request for each of ``opinions = { o1 = category }``, or a table with more fields."""
    shared = _without(act, "opinions")
    for name, given in act.fields["opinions"].items():
        told = given if isinstance(given, dict) else {"category": given}
        yield Part("opinions", {"opinion": name, **told, **shared})


def decisions(act: Act) -> Iterator[Part]:
    """One reason for all, the usual one if none is given."""
    for part in each(act, "opinions", "decision"):
        yield part._replace(body={"reason": _REASON, **part.body})


def feedback(act: Act) -> Iterator[Part]:
    """The decisions were told."""
    return each(act, "opinions", "feedback")


def moderation(act: Act) -> Iterator[Part]:
    """``questions/release`` and the like, for each of ``questions = ["q1"]``."""
    return each(act, *act.do.split("/"))


def each(act: Act, what: str, step: str) -> Iterator[Part]:
    """One request for each of the named questions or opinions."""
    body = _without(act, what)
    for name in act.fields[what]:
        yield Part(f"{what}/{_id(act, name)}/{step}", body)


def _id(act: Act, name: str) -> str:
    return f"@{act.setting.activity}-{name}" if name.startswith("q") else name


def _without(act: Act, what: str) -> dict[str, Any]:
    return {name: value for name, value in act.fields.items() if name != what}
