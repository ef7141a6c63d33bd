"""Radicals (⼤, ⺠) where a PDF's font means the character (大, 民); browsers print PDFs so."""

import unicodedata

_SUPPLEMENT = dict(
    zip(
        "⼾⺁⺄⺓⺝⺟⺠⺬⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "户厂乙幺月母民示虎西见角贝车长门青页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
_CHARACTERS = {
    **{chr(at): unicodedata.normalize("NFKC", chr(at)) for at in range(0x2F00, 0x2FD6)},
    **_SUPPLEMENT,
}
_TABLE = str.maketrans(_CHARACTERS)


def as_characters(text: str) -> tuple[str, int]:
    """The text with characters instead of radicals, and how many there were."""
    return text.translate(_TABLE), sum(character in _CHARACTERS for character in text)
