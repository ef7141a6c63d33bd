"""What a phone may keep without being able to read it: a guest's name until there is a network.

The phone has a public key of the activity and makes a key pair of its own for each guest (P-256,
HKDF-SHA256, AES-256-GCM). The private key follows from the vault's keys and is stored nowhere.
"""

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services._vault.vault import Vault

CURVE = SECP256R1()
INFO = b"minsheng guest"
POINT_BYTES, NONCE_BYTES, KEY_BYTES = 65, 12, 32
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Unopened(Exception):
    """Not sealed for this activity, or altered."""


def public_key(vault: Vault, activity: tuple[str, str]) -> str:
    """What a phone seals with: the uncompressed point, in base64."""
    return base64.b64encode(point(_private(vault, activity).public_key())).decode()


def open_(vault: Vault, activity: tuple[str, str], sealed: str) -> bytes:
    """What was sealed; raises ``Unopened``."""
    try:
        given = base64.b64decode(sealed, validate=True)
        theirs = EllipticCurvePublicKey.from_encoded_point(CURVE, given[:POINT_BYTES])
        key = shared(_private(vault, activity), theirs)
        nonce = given[POINT_BYTES : POINT_BYTES + NONCE_BYTES]
        return AESGCM(key).decrypt(nonce, given[POINT_BYTES + NONCE_BYTES :], None)
    except (binascii.Error, ValueError, InvalidTag) as error:
        raise Unopened from error


def shared(ours: EllipticCurvePrivateKey, theirs: EllipticCurvePublicKey) -> bytes:
    """The key that follows from one's private and the other's public key."""
    secret = ours.exchange(ECDH(), theirs)
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=INFO).derive(secret)


def point(public: EllipticCurvePublicKey) -> bytes:
    """A public key as 65 bytes."""
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _private(vault: Vault, activity: tuple[str, str]) -> EllipticCurvePrivateKey:
    number = int.from_bytes(vault.derive("guest key", "\n".join(activity)))
    return derive_private_key(number % (_ORDER - 1) + 1, CURVE)
