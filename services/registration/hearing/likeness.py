"""Which opinions may say the same: shared pairs of characters. Pure; words go no further."""

from collections import Counter
from collections.abc import Mapping

ALIKE = 0.4  # from here on people look whether two opinions are one
MOST = 3


def likely(words: str, others: Mapping[str, str]) -> list[str]:
    """The names of others that may say the same, the likest first."""
    likeness = {name: alike(words, other) for name, other in others.items()}
    ranked = sorted(likeness, key=lambda name: (-likeness[name], name))
    return [name for name in ranked if likeness[name] >= ALIKE][:MOST]


def alike(one: str, other: str) -> float:
    """Between 0 and 1: how many pairs of neighbouring characters two texts share (Dice)."""
    mine, theirs = _pairs(one), _pairs(other)
    total = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / total if total else 0.0


def _pairs(text: str) -> Counter[str]:
    """Signs and spaces say nothing."""
    letters = "".join(it for it in text.lower() if it.isalnum())
    return Counter(letters[at : at + 2] for at in range(len(letters) - 1))
