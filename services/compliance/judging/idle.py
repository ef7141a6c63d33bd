"""Facts that change no verdict, nine of ten: an activity to which only such came stands."""

from contracts.events.livestream import QuestionAsked
from contracts.events.registration import RepresentativeSelected, SignedUp, SignUpWithdrawn
from services.compliance.judging.case import Facts

_IDLE = (QuestionAsked, SignedUp, SignUpWithdrawn)


def may_change(before: Facts, now: Facts) -> bool:
    """Whether what came to an activity since may change a verdict of it.

    No requirement asks about questions, and one about the people on the list, once some of them
    were selected.
    """
    came = [now[id_].event for id_ in now.keys() - before.keys()]
    if not all(isinstance(event, _IDLE) for event in came):
        return True
    if all(isinstance(event, QuestionAsked) for event in came):
        return False
    return any(isinstance(fact.event, RepresentativeSelected) for fact in now.values())
