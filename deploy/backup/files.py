"""The files of materials and recordings, kept in folders: what is kept never changes."""

import shutil
from pathlib import Path

from deploy.backup.manifest import digest

MATERIALS = ("kept", "previews")  # and not what is still arriving
RECORDINGS = ("recordings",)
_ARRIVING = "#"  # in the name of what livestream's store has not written to its end


def copy_files(source: Path, target: Path, folders: tuple[str, ...] = MATERIALS) -> dict[str, str]:
    """Add to a folder what it lacks of another, each file whole or not at all; their SHA-256."""
    copied = {}
    for file in sorted(it for folder in folders for it in (source / folder).rglob("*")):
        if not file.is_file() or _ARRIVING in file.name:
            continue
        name = file.relative_to(source)
        place = target / name
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            part = place.with_name(f".{place.name}.part")
            try:
                shutil.copyfile(file, part)
            except FileNotFoundError:
                continue  # withdrawn since it was listed
            part.rename(place)
        copied[str(name)] = digest(place)
    return copied
