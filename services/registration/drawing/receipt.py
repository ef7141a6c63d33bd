"""The private receipt (凭证) by which somebody finds himself in the draw, and the leaf made of it.

A receipt is 16 characters of the codes' alphabet, K7QF-2M9D-X4HT-6BWN: 78 bits, short enough to
type. The leaf is one SHA-256 over it and the values, not a slow stretch, since nothing is won by
guessing: the leaf's values stand beside it in the open, and a receipt that is found belongs to
nobody, as no list ties receipts to people. Whoever would tell which entry is a given person needs
that person's receipt. 78 bits keep others from trying receipts until one fits, and two applicants
from ever sharing one. The values are bound in, so nobody can be moved to another type later.
"""

import hashlib
import json
from collections.abc import Iterable

from services.registration.contacts import code_of, normal_code

LENGTH = 16
RANDOM_BYTES = 16
_PURPOSE = "minsheng-draw-leaf-1"


def new(random: bytes) -> str:
    """A receipt from at least 16 random bytes, in groups of four."""
    if len(random) < RANDOM_BYTES:
        raise ValueError(f"a receipt takes {RANDOM_BYTES} random bytes")
    code = code_of(random, LENGTH)
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def leaf(receipt: str, values: Iterable[tuple[str, str]]) -> str:
    """What stands in the bundle for whoever holds the receipt."""
    bound = json.dumps(dict(values), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    text = "\n".join((_PURPOSE, normal_code(receipt), bound))
    return hashlib.sha256(text.encode()).hexdigest()
