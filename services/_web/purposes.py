"""A stated purpose: what somebody says before personal values are shown in full."""

import re

from services._web.faults import BadField

SHORTEST, LONGEST = 5, 100
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def purpose_of(given: str) -> str:
    """The purpose as it is put on record; 422 for a word that says nothing."""
    purpose = given.strip()
    if not SHORTEST <= len(purpose) <= LONGEST or not _CHINESE.search(purpose):
        raise BadField(
            "purpose",
            f"the purpose in Chinese, {SHORTEST} to {LONGEST} characters",
            f"请用中文写明用途，{SHORTEST}至{LONGEST}字。",
        )
    return purpose
