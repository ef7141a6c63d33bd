"""What a vault holds, field by field: why, for whose eyes, and until when. Pure.

A vault that was given an inventory refuses any field that is not in it, so that nobody can begin to
keep something without saying for how long. The public notice and docs/privacy.md are written from
the same lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services._vault.retention import Until


class Item(StrEnum):
    """What a value belongs to; the first word of an item's name in the vault."""

    PERSON = "person"
    OPINION = "opinion"
    REPLY = "reply"
    QUESTION = "question"
    DRAW = "draw"


class Undeclared(LookupError):
    """A field that the inventory does not have: say there why it is kept, and until when."""


@dataclass(frozen=True, slots=True)
class Held:
    """One field: what it is called in Chinese, why it is kept, who may see it, until when.

    A name that ends in ``*`` stands for all that begin so, which a unit itself names.
    """

    item: Item
    name: str
    label: str
    why: str
    seen_by: str
    until: Until = Until.ASSESSED

    @property
    def private(self) -> bool:
        """Whether it is for the person's own eyes: whoever has it could act in their place."""
        return self.seen_by == "nobody"

    def means(self, name: str) -> bool:
        """Whether the line is about a field of this name."""
        begins = self.name.removesuffix("*")
        return name == self.name or (begins != self.name and name.startswith(begins))

    @property
    def key(self) -> str:
        """Its name in the documents."""
        return f"{self.item}.{self.name}"


@dataclass(frozen=True, slots=True)
class Inventory:
    """Every field of one service's vault; ``whole`` is what an item without a first word is."""

    fields: Sequence[Held]
    whole: Item | None = None

    def find(self, item: str, name: str) -> Held:
        """The line of a field; raises ``Undeclared``."""
        kind = self.whole or item.partition("/")[0]
        for held in self.fields:
            if held.item == kind and held.means(name):
                return held
        raise Undeclared(f"{kind}.{name}: no line of the inventory says why and until when")

    def names(self, until: Until) -> list[str]:
        """The fields that are kept until then."""
        return sorted({held.name for held in self.fields if held.until is until})

    def labels(self, item: Item, until: Until) -> list[str]:
        """The same of one item, as the public is told."""
        return [it.label for it in self.fields if (it.item, it.until) == (item, until)]
