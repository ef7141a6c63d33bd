"""Keys and passwords of a local stack, generated once and kept readable by their owner only."""

import contextlib
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nkeys
from joserfc import jwk

from services._vault.keys import generate

SIGNING = "signing.jwk"


def password(folder: Path, name: str) -> str:
    """The password called `name`, made on first use."""
    return once(folder / f"{name}.password", lambda: secrets.token_urlsafe(24))


def nats_seed(folder: Path, user: str) -> Path:
    """The file with the nkey seed of a NATS user, made on first use."""
    path = folder / f"{user}.nk"
    once(path, lambda: nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER).decode())
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
    once(path, lambda: json.dumps(_generate()))
    return path


def vault_keys(folder: Path, service: str) -> Path:
    """The file of keys of a service's vault, made on first use; without it nothing is readable."""
    path = vault_file(folder, service)
    once(path, generate)
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


def once(path: Path, make: Callable[[], str]) -> str:
    """What a file holds, made on first use."""
    if not path.exists():
        # Of several stacks that start at once beside each other, all use what the first made.
        with _built(path, make()) as new, contextlib.suppress(FileExistsError):
            path.hardlink_to(new)
    return path.read_text(encoding="utf-8").strip()


def write(path: Path, text: str) -> None:
    """Whole or not at all, and never readable by others, not even for a moment.

    Folders above it that are not there are made, for us alone.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _built(path, text) as new:
        new.rename(path)


@contextlib.contextmanager
def _built(path: Path, text: str) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # the owner's alone
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
