"""Until when what a form asks for is kept, in the words of the rules that the purge goes by."""

from fastapi import Request

from services._vault.inventory import Inventory, Item
from services._vault.retention import Until
from services._web.http import running
from services.registration.equipment import equipment
from services.registration.keeping.inventory import INVENTORY
from services.registration.keeping.purging import periods
from services.registration.known import KnownActivity


def kept(request: Request, item: Item, activity: KnownActivity) -> list[str]:
    """A line for each time until which something is kept."""
    rules = periods(running(request))
    last = max((it.starts_on for it in activity.dated if it.starts_on), default=None)
    asked = [it for it in INVENTORY.fields if it.name != "mail" or equipment(request).mails]
    shown = Inventory(asked)
    return [
        f"保存：{'、'.join(labels)}加密保存，{rules.says(until, last.year if last else None)}。"
        for until in Until
        if (labels := shown.labels(item, until))
    ]
