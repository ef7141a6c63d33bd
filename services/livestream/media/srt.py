"""What an SRT handshake says, read from the outside: the payload stays between the two ends.

A control packet begins with a set bit and its type; of a handshake (type 0) the last of the fixed
fields, at byte 36, says what it is or, from 1000 on, why it was refused.
"""

from enum import Enum, auto

_HANDSHAKE = b"\x80\x00"
_TYPE = slice(36, 40)
_CONCLUSION = 0xFFFFFFFF
_INDUCTION = 1
_REFUSED = range(1000, 0x10000)
_KEYS = {1010, 1011}  # another passphrase; none, where one is asked for


class Handshake(Enum):
    """What one packet of a handshake is about."""

    INDUCTION = auto()
    CONCLUSION = auto()
    WRONG_KEY = auto()
    REFUSED = auto()


def handshake(packet: bytes) -> Handshake | None:
    """What a packet says, if it is one of a handshake."""
    if packet[:2] != _HANDSHAKE or len(packet) < _TYPE.stop:
        return None
    kind = int.from_bytes(packet[_TYPE], "big")
    if kind == _INDUCTION:
        return Handshake.INDUCTION
    if kind == _CONCLUSION:
        return Handshake.CONCLUSION
    if kind in _KEYS:
        return Handshake.WRONG_KEY
    return Handshake.REFUSED if kind in _REFUSED else None
