"""Every fact as one Chinese sentence, one module a service.

``told(event, names)`` says what happened and in which session, ``fact_title(event)`` what kind of
fact it is. A unit without a name is shown by its id.
"""

from services.compliance.presentation.sentences import (
    announcer,
    assessing,
    compliance,
    drawing,
    livestream,
    registration,
)
from services.compliance.presentation.sentences.base import Names, Units, sentence, told
from services.compliance.presentation.sentences.titles import fact_title

__all__ = [
    "Names",
    "Units",
    "announcer",
    "assessing",
    "compliance",
    "drawing",
    "fact_title",
    "livestream",
    "registration",
    "sentence",
    "told",
]
