"""The bytes that are hashed: RFC 8785 JSON, and the chain that binds every event to the last."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785

from contracts.values import timestamp

GENESIS = bytes(32)
"""What stands before the first event of a log."""


def canonical_json(value: Any) -> bytes:
    """RFC 8785 canonical JSON in UTF-8.

    Raises ``rfc8785.CanonicalizationError`` for what has no canonical form, such as integers
    beyond 2**53.
    """
    return rfc8785.dumps(value)


def chain_hash(  # noqa: PLR0913 - the eight attributes that are hashed
    previous: bytes,
    *,
    id: str,  # noqa: A002 - the CloudEvents attribute is called id
    type: str,  # noqa: A002 - the CloudEvents attribute is called type
    source: str,
    subject: str,
    time: datetime,
    recordedat: datetime,
    sequence: int,
    data: Mapping[str, Any],
) -> bytes:
    """The 32-byte hash of one event in its service's log.

    ``sha256(previous ‖ RFC 8785 JSON of the eight attributes)``; epoch and traceparent are left
    out, because neither changes what was said.
    """
    content = canonical_json(
        {
            "id": id,
            "type": type,
            "source": source,
            "subject": subject,
            "time": timestamp(time),
            "recordedat": timestamp(recordedat),
            "sequence": sequence,
            "data": dict(data),
        }
    )
    return hashlib.sha256(previous + content).digest()
