"""The reason of a directed invitation: an official text that everybody may read."""

import re
import unicodedata

from services._web.faults import BadField

_NUMBER = re.compile(r"\d{7,}")


def official_reason(given: str, name: str) -> str:
    """The reason; 422 where it holds a number of somebody, or the name of whom it is about."""
    digits = re.sub(r"[\s()—–-]", "", unicodedata.normalize("NFKC", given))
    if _NUMBER.search(digits):
        raise BadField("reason", "no telephone or identity number", _NO_NUMBERS)
    if len(name) > 1 and name in given:
        raise BadField("reason", "no name of a person", "理由会公开，不要写受邀人的姓名。")
    return given


_NO_NUMBERS = "理由会公开，不要写电话、证件号码。"
