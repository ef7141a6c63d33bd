"""A look-up code of a question: its number in the activity, and letters that only we can make."""

import base64
import hmac
import re
import unicodedata

from services._vault.vault import Vault

_LETTERS = 8  # 40 bits, which nobody guesses at the pace that is allowed
_CODE = re.compile(rf"([1-9][0-9]{{0,8}})-?([A-Z2-7]{{{_LETTERS}}})")


def code_of(vault: Vault, number: int, question: str) -> str:
    """The code, which can be read over the telephone: 12-ABCDEFGH."""
    derived = base64.b32encode(vault.derive("question code", question))
    return f"{number}-{derived[:_LETTERS].decode()}"


def numbered(given: str) -> tuple[int, str] | None:
    """The number that a code begins with, and the code as it was given out."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", given)).upper()
    found = _CODE.fullmatch(plain)
    return (int(found[1]), f"{found[1]}-{found[2]}") if found else None


def fits(code: str, expected: str) -> bool:
    """Whether two codes are one, in a time that tells nothing."""
    return hmac.compare_digest(code.encode(), expected.encode())
