"""The boxes as a form: what was typed becomes boxes, and boxes become a filled form."""

from pydantic import ValidationError

from services._web.forms import Filled, Form, Invalid, filled
from services.announcer.composing.boxes import BOXES, OF_A_SESSION, SUPPLEMENTS, Boxes, SessionBoxes

OF_ALL = tuple(it for it in BOXES if it not in OF_A_SESSION) + tuple(SUPPLEMENTS)
TOO_LONG, UNPRINTABLE = "内容太长，请缩短。", "含有不能保存的字符，请删去。"


def typed(form: Form, before: Boxes) -> Boxes:
    """What was typed, for the sessions that the form shows; raises ``Invalid``."""
    shown = form.values.get("session") or [it.session for it in before.sessions]
    try:
        return Boxes(
            sessions=tuple(
                SessionBoxes(
                    session=session,
                    **{box: form.value(f"{box}-{session}") for box in OF_A_SESSION},
                )
                for session in shown
            ),
            answered=frozenset(form.values.get("answered", ())),
            **{box: form.value(box) for box in OF_ALL},
        )
    except ValidationError as error:
        raise Invalid(
            {
                _field(one["loc"], shown): TOO_LONG
                if one["type"] == "string_too_long"
                else UNPRINTABLE
                for one in error.errors()
            }
        ) from error


def shown(boxes: Boxes) -> Filled:
    """The form that holds these boxes."""
    return filled(
        **{field: text for field, _, text in boxes.named()},
        session=[it.session for it in boxes.sessions],
        answered=sorted(boxes.answered),
    )


def _field(place: tuple[int | str, ...], sessions: list[str]) -> str:
    match place:
        case ("sessions", int(number), str(box)):
            return f"{box}-{sessions[number]}"
        case (str(box), *_):
            return box
        case _:
            return ""
