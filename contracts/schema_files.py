"""The JSON Schemas of all events, written beside the models and checked in.

``python -m contracts.schema_files`` writes them; ``--check`` fails when they are not up to date.
"""

import json
import sys
from pathlib import Path

from contracts.registry import EVENTS, schema_of

FOLDER = Path(__file__).parent / "schemas"


def schemas() -> dict[str, str]:
    """File name to JSON text, for every event."""
    texts = {}
    for ce_type, event in sorted(EVENTS.items()):
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": schema_of(event.ce_type()),
            **event.model_json_schema(mode="serialization"),
        }
        texts[f"{ce_type}.json"] = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    return texts


def main(arguments: list[str]) -> int:
    """Write or check the files; the number of differing files decides the exit code."""
    FOLDER.mkdir(exist_ok=True)
    wanted = schemas()
    present = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    if "--check" in arguments:
        differing = sorted(
            name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name)
        )
        for name in differing:
            print(f"not up to date: contracts/schemas/{name}")  # noqa: T201 - a command's output
        return 1 if differing else 0
    for name in present.keys() - wanted.keys():
        (FOLDER / name).unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
