"""Keys and passwords of a local stack, generated once and kept readable by their owner only."""

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nkeys
from joserfc import jwk

from services._vault.keys import generate

SIGNING = "signing.jwk"
_OWNER_ONLY = 0o600


def password(folder: Path, name: str) -> str:
    """The password called `name`, made on first use."""
    return _once(folder / f"{name}.password", lambda: secrets.token_urlsafe(24))


def nats_seed(folder: Path, user: str) -> Path:
    """The file with the nkey seed of a NATS user, made on first use."""
    path = folder / f"{user}.nk"
    _once(path, lambda: nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER).decode())
    return path


def nats_public_key(seed: Path) -> str:
    """The public half of a seed file: all that the server's configuration needs to know."""
    pair = nkeys.from_seed(bytearray(seed.read_bytes().strip()))
    public: bytes = pair.public_key
    pair.wipe()
    return public.decode()


def signing_key(folder: Path) -> Path:
    """The private JWK (Ed25519) that signs tokens, made on first use."""
    path = folder / SIGNING
    _once(path, lambda: json.dumps(_generate()))
    return path


def vault_keys(folder: Path, service: str) -> Path:
    """The file of keys of a service's vault, made on first use; without it nothing is readable."""
    path = vault_file(folder, service)
    _once(path, generate)
    return path


def vault_file(folder: Path, service: str) -> Path:
    """Where these keys are, made or not."""
    return folder / f"{service}.vault.json"


def public_key_set(folder: Path) -> Path:
    """The JWKS with which services verify tokens; holds no private part."""
    private = json.loads(signing_key(folder).read_text(encoding="utf-8"))
    public = {name: value for name, value in private.items() if name != "d"}
    path = folder / "public.jwks"
    write(path, json.dumps({"keys": [public]}))
    return path


def _generate() -> dict[str, Any]:
    key = jwk.OKPKey.generate_key("Ed25519", private=True, auto_kid=True)
    return dict(key.as_dict(private=True))


def _once(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        write(path, make())
    return path.read_text(encoding="utf-8").strip()


def write(path: Path, text: str) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    building = path.with_suffix(".new")
    building.unlink(missing_ok=True)
    with os.fdopen(
        os.open(building, os.O_CREAT | os.O_WRONLY | os.O_EXCL, _OWNER_ONLY), "w"
    ) as out:
        out.write(text)
    building.rename(path)
