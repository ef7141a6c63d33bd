"""Every fact as one Chinese sentence, one module a service.

``sentence(event, units)`` says what happened, ``fact_title(event)`` what kind of fact it is;
``units`` maps unit ids to names, and an id without a name is shown as it is.
"""

from services.compliance.presentation.sentences import (
    announcer,
    assessing,
    compliance,
    drawing,
    livestream,
    registration,
)
from services.compliance.presentation.sentences.base import Units, sentence
from services.compliance.presentation.sentences.titles import fact_title

__all__ = [
    "Units",
    "announcer",
    "assessing",
    "compliance",
    "drawing",
    "fact_title",
    "livestream",
    "registration",
    "sentence",
]
