"""Text in lines, and the form in which characters are compared: one for one, so places stay."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.announcer.importing.remarks import Remark

_WIDE = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_SPACES = dict.fromkeys((0x09, 0x0B, 0x0C, 0xA0, 0x3000, 0xFEFF), 0x20)
_FORM: dict[int, int | str] = {**_WIDE, **_SPACES, ord("："): ":", ord("〔"): "[", ord("〕"): "]"}
QUOTES = "“”‘’\"'＂「」『』"
_NO_QUOTES = dict.fromkeys(map(ord, QUOTES))


@dataclass(frozen=True, slots=True)
class Text:
    """What was read from a file: its whole text, and what reading it took."""

    text: str
    kind: str
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its end; ``number`` counts from 1."""

    number: int
    text: str

    @property
    def plain(self) -> str:
        """What is matched: the same length without the line's end."""
        return plain(self.text.rstrip("\r\n"))


def lines(text: str) -> Iterator[Line]:
    """The lines; joined they are the text again."""
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        yield Line(number, line)


def plain(text: str) -> str:
    """Half-width digits, letters, marks and spaces, each in the place of the printed one."""
    return text.translate(_FORM)


def bare(text: str) -> str:
    """What is compared: without spaces and quotes."""
    return "".join(plain(text).translate(_NO_QUOTES).split())


def one_line(text: str, most: int = 200) -> str:
    """Text as one line of official text, at most so many characters."""
    return " ".join(text.split())[:most]
