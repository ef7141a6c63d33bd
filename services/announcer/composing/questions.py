"""What is asked back: questions that stop, warnings that do not, and notes of how it is read."""

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum


class Weight(StrEnum):
    """How much it weighs.

    A stop has to be put right, a question put right or affirmed; both hold up publishing. A
    warning and a note hold up nothing.
    """

    STOP = "stop"
    QUESTION = "question"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said of one box, by the name of its field."""

    weight: Weight
    code: str
    message: str
    box: str = ""

    @property
    def id(self) -> str:
        """What an answer names: another text is another question."""
        said = f"{self.box}\n{self.code}\n{self.message}".encode()
        return hashlib.sha256(said).hexdigest()[:16]

    def at(self, box: str) -> "Remark":
        """The same, said of a box."""
        return replace(self, box=box)


def stop(code: str, message: str) -> Remark:
    """What cannot be right."""
    return Remark(Weight.STOP, code, message)


def question(code: str, message: str) -> Remark:
    """What is hardly right: a person corrects it, or says that it is so."""
    return Remark(Weight.QUESTION, code, message)


def warning(code: str, message: str) -> Remark:
    """What a person should know before publishing."""
    return Remark(Weight.WARNING, code, message)


def note(code: str, message: str) -> Remark:
    """How something is read."""
    return Remark(Weight.NOTE, code, message)
