"""A text file: UTF-8, else GB18030, both strictly; anything else is refused by its byte."""

import re

from services.announcer.importing.remarks import Remark, Unreadable, Weight
from services.announcer.importing.text import Text

_BOM = "\ufeff"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_DAMAGED = 0.2
"""Of the characters beyond ASCII so many may be unreadable before it cannot be UTF-8 at all."""


def read_plain(data: bytes) -> Text:
    """The text; raises ``Unreadable``."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("encoding", "编码是UTF-16。请另存为UTF-8或GB18030。")
    text = _decoded(data)
    remarks = []
    if text.startswith(_BOM):
        text = text[1:]
        remarks.append(Remark(Weight.REPAIR, "bom", 1, "去掉文件开头的编码标记（BOM）。"))
    if (bad := _CONTROL.search(text)) is not None:
        place = f"第{text.count(chr(10), 0, bad.start()) + 1}行"
        raise Unreadable("not_text", f"{place}有控制字符（0x{ord(bad[0]):02X}），不是文本文件。")
    return Text(text, "txt", tuple(remarks))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        guessed = data.decode("utf-8", errors="replace")
        beyond = sum(character > "\x7f" for character in guessed)
        if guessed.count("\ufffd") < _DAMAGED * beyond:
            # Nearly all of it is UTF-8; as GB18030 it would be read without complaint, as rubbish.
            message = f"UTF-8编码在第{error.start + 1}字节处损坏。"
            raise Unreadable("encoding", message) from error
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        message = f"既不是UTF-8，也不是GB18030：第{error.start + 1}字节无法读取。"
        raise Unreadable("encoding", message) from error
