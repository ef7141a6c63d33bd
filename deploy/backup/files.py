"""The files of materials, which the announcer keeps in a folder: what is kept never changes."""

import shutil
from pathlib import Path

from deploy.backup.manifest import digest

_KEPT = ("kept", "previews")  # and not what is still arriving


def copy_files(source: Path, target: Path) -> dict[str, str]:
    """Add to a folder what it lacks of another, each file whole or not at all; their SHA-256."""
    copied = {}
    for file in sorted(it for folder in _KEPT for it in (source / folder).glob("*")):
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
