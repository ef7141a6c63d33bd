"""Who follows a page of docs/how-to to the letter comes to its end."""

import re
from pathlib import Path

from tests.architecture.following import REPOSITORY, follow


def test_an_event_is_added_by_the_page(tmp_path: Path) -> None:
    ran = follow("add-an-event", tmp_path)
    assert "python -m pytest -q tests/contracts tests/compliance/test_presentation.py" in ran
    assert (tmp_path / "contracts/schemas/RecordingCaptioned.v1.json").exists()


def test_a_requirement_is_added_by_the_page(tmp_path: Path) -> None:
    ran = follow("add-a-requirement", tmp_path)
    assert "python -m pytest -q tests/compliance/test_tables.py" in ran
    catalogue = (tmp_path / "docs/requirements.md").read_text(encoding="utf-8")
    assert "PRESS" in catalogue


def test_a_service_is_added_by_the_page(tmp_path: Path) -> None:
    ran = follow("add-a-service", tmp_path)
    assert any("tests/evaluation" in command for command in ran)  # it runs, and records a fact
    interface = (tmp_path / "docs/api/evaluation.openapi.json").read_text(encoding="utf-8")
    assert "/surveys" in interface


def test_the_page_on_services_names_only_what_there_is_and_every_place_of_one() -> None:
    page = (REPOSITORY / "docs/how-to/add-a-service.md").read_text(encoding="utf-8")
    named = {it for it in re.findall(r"`([\w./-]+/[\w./-]+)`", page) if "evaluation" not in it}
    assert [it for it in named if not (REPOSITORY / it).exists()] == []
    places = {"deploy/compose.yaml", "deploy/prometheus/prometheus.yml", "deploy/cli.py"}
    places |= {str(it.relative_to(REPOSITORY)) for it in _deployed() if "compliance" in _text(it)}
    assert places <= named


def _deployed() -> list[Path]:
    folders = ("deploy/gateway", "deploy/kubernetes/base", "deploy/kubernetes/ha")
    return [it for name in folders for it in (REPOSITORY / name).iterdir() if it.is_file()]


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
