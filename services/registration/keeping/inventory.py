"""Every field of registration's vault: why it is kept, who sees it, until when.

The vault refuses a field that has no line here. docs/privacy.md and the public notice are written
from these lines: ``python -m deploy.privacy``.
"""

from services._vault.inventory import Held, Inventory, Item
from services._vault.retention import Until

_MASKED = "staff of the lead unit, the office: masked until a purpose is stated"
_CONTACT = "to tell the person what becomes of it"

INVENTORY = Inventory(
    (
        Held(Item.PERSON, "name", "姓名", "to know who comes", f"{_MASKED}; the public: masked"),
        Held(Item.PERSON, "phone", "手机号", f"{_CONTACT}; one number is one person", _MASKED),
        Held(Item.PERSON, "mail", "电子邮箱", _CONTACT, _MASKED),
        Held(
            Item.PERSON, "access_needs", "需要的便利", "to prepare the place", _MASKED, Until.HELD
        ),
        Held(Item.PERSON, "code", "查询码", "to let the person look it up", "nobody"),
        Held(Item.PERSON, "consent", "同意方式", "to show that they agreed", _MASKED),
        Held(
            Item.PERSON, "guardian", "监护人姓名", "to know who consents for one under 14", _MASKED
        ),
        Held(
            Item.PERSON, "own_staff", "是否主责单位人员", "to verify before choosing", _MASKED
        ),
        Held(
            Item.DRAW, "receipt", "抽签凭证", "to find oneself in the draw", "nobody"
        ),
        Held(
            Item.DRAW, "attribute_*", "抽签用的项目", "to draw by the quotas that were announced",
            "staff of the lead unit, the office",
        ),
        Held(
            Item.OPINION, "words", "意见内容", "to answer the opinion",
            "the lead unit, the unit asked, the office: each opening is recorded",
        ),
        Held(Item.OPINION, "name", "姓名", _CONTACT, _MASKED),
        Held(Item.OPINION, "phone", "手机号", _CONTACT, _MASKED),
        Held(Item.OPINION, "mail", "电子邮箱", _CONTACT, _MASKED),
        Held(Item.OPINION, "code", "查询码", "to let the author look it up", "nobody"),
        Held(
            Item.REPLY, "text", "答复内容", "the unit's answer, kept beside the words",
            "whoever sees the words; the author",
        ),
        Held(
            Item.REPLY, "former", "更正前的答复", "to show what a corrected answer said",
            "whoever answers the opinion",
        ),
        Held(
            Item.REPLY, "before", "再次合并前的答复", "to show the author what was answered before",
            "the author",
        ),
    )
)  # fmt: skip
