"""Every field of livestream's vault: why it is kept, who sees it, until when."""

from services._vault.inventory import Held, Inventory, Item

_STAFF = "moderators of the lead unit, the office"

INVENTORY = Inventory(
    whole=Item.QUESTION,
    fields=(
        Held(
            Item.QUESTION, "words", "提问内容", "to moderate and to answer the question",
            f"{_STAFF}; everybody once it is released",
        ),
        Held(
            Item.QUESTION, "contact", "联系方式", "to answer the asker alone",
            f"{_STAFF}: masked until a purpose is stated",
        ),
        Held(
            Item.QUESTION, "message", "给提问人的话", "to say why a question is not shown",
            f"{_STAFF}; the asker",
        ),
        Held(
            Item.QUESTION, "answer", "书面答复", "the government's own word, beside the question",
            "everybody",
        ),
    ),
)  # fmt: skip
