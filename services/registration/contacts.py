"""What people write of themselves: names, telephone numbers, mail addresses, look-up codes."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import Annotated

from pydantic import StringConstraints

from services._web.faults import BadField

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is mistaken for another
CODE_LENGTH = 10

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]
Mail = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=254)]
Needs = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{9,11}|[2-8]\d{6,7}")
_ATOM, _LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")


@dataclass(frozen=True, slots=True)
class Contact:
    """Who somebody is and how they are reached; ``phone`` holds digits alone."""

    name: str
    phone: str
    access_needs: str | None = None
    mail: str | None = None
    guardian: str | None = None
    """Who signs a person under 14 up; the number is then the guardian's."""

    own_staff: str | None = None
    """``yes`` where it was said that the person works for the lead unit."""

    def fields(self) -> dict[str, str]:
        """What the vault keeps."""
        return {name: value for name, value in asdict(self).items() if value}


def normal_phone(given: str) -> str:
    """The digits of a mainland mobile or landline number; 422 for anything else."""
    text = unicodedata.normalize("NFKC", given)
    digits = re.sub(r"^(\+|00)?86(?=1|0?\d{2,3}-?\d{7,8}$)", "", re.sub(r"[\s()-]", "", text))
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits
    raise BadField(
        "phone",
        "a mainland mobile number of 11 digits, or a landline number",
        "请填写11位手机号码，或固定电话号码（外地号码加区号）。",
    )


def normal_mail(given: str) -> str:
    """A mail address; 422 for anything else."""
    address = re.sub(r"\s", "", unicodedata.normalize("NFKC", given))
    if _ADDRESS.fullmatch(address):
        return address
    raise BadField(
        "mail", "a mail address", "请填写电子邮箱，例如wang@example.cn；没有的可以不填。"
    )


def code_of(derived: bytes, length: int = CODE_LENGTH) -> str:
    """A code that can be read over the telephone, from random bytes."""
    number = int.from_bytes(derived[:16])
    letters = []
    for _ in range(length):
        number, letter = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[letter])
    return "".join(letters)


def normal_code(given: str) -> str:
    """A code as it was given out, however it was typed."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", given)).upper()
