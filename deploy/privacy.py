"""The inventory of personal data: ``python -m deploy.privacy`` writes it into docs/privacy.md.

``--check`` compares. The words around the table are written by hand and stay.
"""

import re
import sys

from deploy.generated import DOCS, keep
from services._vault.inventory import Held
from services.livestream.keeping.inventory import INVENTORY as LIVESTREAM
from services.registration.keeping.inventory import INVENTORY as REGISTRATION

NAME = "privacy.md"
_TABLE = re.compile(r"(?<=<!-- inventory -->\n).*?(?=<!-- end -->)", re.DOTALL)
_HEAD = "| Vault | Field | Called | Why | Who sees it | Until when |\n|--|--|--|--|--|--|\n"


def table() -> str:
    """One line a field, in the order of the inventories."""
    return _HEAD + "".join(
        _line(service, held)
        for service, inventory in (("registration", REGISTRATION), ("livestream", LIVESTREAM))
        for held in inventory.fields
    )


def _line(service: str, held: Held) -> str:
    until = f"[{held.until}](#until-when)"
    return f"| {service} | `{held.key}` | {held.label} | {held.why} | {held.seen_by} | {until} |\n"


def main(arguments: list[str]) -> int:
    """Write or check the table."""
    text = (DOCS / NAME).read_text(encoding="utf-8")
    return keep(NAME, _TABLE.sub(lambda _: table(), text), "deploy.privacy", arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
