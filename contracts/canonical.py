"""The bytes that are hashed: RFC 8785 JSON, and the chain that binds every event to the last."""

import hashlib
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import Any

import rfc8785

GENESIS = bytes(32)
"""What stands before the first event of a log."""


def canonical_json(value: Any) -> bytes:
    """RFC 8785 canonical JSON in UTF-8.

    Raises ``rfc8785.CanonicalizationError`` for what has no canonical form, such as integers
    beyond 2**53 and halves of a character.
    """
    try:
        return _plain(value).encode()
    except (_NotPlain, UnicodeEncodeError):
        return _dumps(value)


def _dumps(value: Any) -> bytes:
    """What the library writes, which lets out its own trouble with half a character in a name."""
    try:
        return rfc8785.dumps(value)
    except UnicodeEncodeError as error:
        raise rfc8785.CanonicalizationError(str(error)) from error


class _NotPlain(Exception):
    """Left to the library: fractions, names beyond ASCII, what may have no canonical form."""


def _plain(value: Any) -> str:
    """What every event is made of, several times as fast as the library; the same characters."""
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is dict:
        members = [begun + _plain(value[name]) for name, begun in _in_order(tuple(value))]
        return "{" + ",".join(members) + "}"
    if kind is int and abs(value) < 2**53:
        return str(value)
    if kind is list or kind is tuple:
        return "[" + ",".join(map(_plain, value)) + "]"
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    raise _NotPlain


@lru_cache(1_024)
def _in_order(names: tuple[object, ...]) -> list[tuple[str, str]]:
    """The names of an object sorted, each with how its member begins: most objects are alike."""
    plain = [name for name in names if type(name) is str and name.isascii()]
    if len(plain) < len(names):
        raise _NotPlain
    return [(name, f"{quoted(name)}:") for name in sorted(plain)]


def chain_hash(  # noqa: PLR0913 - the eight attributes that are hashed
    previous: bytes,
    *,
    id: str,  # noqa: A002 - the CloudEvents attribute is called id
    type: str,  # noqa: A002 - the CloudEvents attribute is called type
    source: str,
    subject: str,
    time: str,
    recordedat: str,
    sequence: int,
    data: bytes,
) -> bytes:
    """The 32-byte hash of one event in its service's log.

    ``data`` is canonical JSON already, and both times are as ``timestamp`` writes them.

    ``sha256(previous ‖ RFC 8785 JSON of the eight attributes)``; epoch and traceparent are left
    out, because neither changes what was said.
    """
    others = (
        f',"id":{quoted(id)},"recordedat":"{recordedat}","sequence":{sequence}'
        f',"source":{quoted(source)},"subject":{quoted(subject)},"time":"{time}"'
        f',"type":{quoted(type)}}}'
    )
    return hashlib.sha256(b"".join((previous, b'{"data":', data, others.encode()))).digest()
