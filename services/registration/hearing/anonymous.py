"""Texts that the public reads of an opinion: who gave it is not to be known from them."""

import re
import unicodedata
from collections.abc import Mapping

from services._web.faults import BadField
from services.registration.acting import Target
from services.registration.hearing import queries

_SHORTEST = 2  # characters of a name; a family name alone is in many words


def told_of(text: str, contact: Mapping[str, str]) -> str | None:
    """What a text gives away of its author, however it is spaced; none where nothing."""
    plain = _plain(text)
    name = _plain(contact.get("name", ""))
    if len(name) >= _SHORTEST and name in plain:
        return "姓名"
    if (phone := contact.get("phone")) and phone in re.sub(r"[\W_]", "", plain):
        return "电话号码"
    if (mail := contact.get("mail")) and _plain(mail) in plain:
        return "电子邮箱"
    return None


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


async def refuse_names(target: Target, opinion: str, texts: Mapping[str, str | None]) -> None:
    """Refuse a text, by its field, that names an author of those that are handled together."""
    merged = await queries.merged_into(target.pool, *target.key, opinion)
    names = (opinion, *(it["opinion"] for it in merged))
    items = [queries.opinion_item(*target.key, name) for name in names]
    contacts = (await target.vault.read(target.pool, items)).values()
    for field, text in texts.items():
        for contact in contacts:
            if found := told_of(text or "", contact):
                message = f"里面有提出人的{found}，会公开，请删去。"
                raise BadField(field, "a text without its author's personal data", message)
