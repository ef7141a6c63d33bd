"""Verdicts, facts and moments in Chinese: view models and pages. Nothing is judged here.

Everything is a pure function of the JSON that compliance serves; ``pages`` renders it.
"""

from services.compliance.presentation.headline import headline
from services.compliance.presentation.sentences import fact_title, sentence
from services.compliance.presentation.timeline import timeline

__all__ = ["fact_title", "headline", "sentence", "timeline"]
