"""What calls a person rests on what services expose, and leads to a page that says what to do."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from contracts.registry import EVENTS
from services._telemetry.measures import Measures
from services._web.advice import READER, RELAY
from tests.prerequisites import promtool

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "deploy" / "prometheus"
RUNBOOKS = REPOSITORY / "docs" / "runbooks"
(GROUP,) = yaml.safe_load((FOLDER / "rules.yaml").read_text(encoding="utf-8"))["groups"]
RULES: list[dict[str, Any]] = GROUP["rules"]
EACH = pytest.mark.parametrize("rule", RULES, ids=lambda it: it["alert"])
BY_PROMETHEUS = {"service", "instance", "job", "le"}  # added by the scrape, or to a histogram
SELECTED = re.compile(r"\b(minsheng_\w+|up)\b(?:\{([^}]*)\})?")
MATCHED = re.compile(r'(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"')
HEADINGS = ["What it means", "What people notice", "How to look", "How to mend"]
VALUES = {
    "minsheng_relay_state": set(RELAY),
    "minsheng_reader_state": set(READER),
    "minsheng_recorded_events_total": set(EVENTS),
}


def exposed() -> dict[str, set[str]]:
    """Every sample's name with its labels, as each service exposes them."""
    found = {}
    for name, metric in Measures().registry._names_to_collectors.items():
        if isinstance(metric, MetricWrapperBase):
            found[name] = set(metric._labelnames)
    return found


@EACH
def test_an_alert_rests_on_what_services_expose(rule: dict[str, Any]) -> None:
    metrics = exposed() | {"up": set()}
    selectors = SELECTED.findall(rule["expr"])
    assert selectors
    for name, matchers in selectors:
        assert name in metrics
        for label, values in MATCHED.findall(matchers):
            assert label in metrics[name] | BY_PROMETHEUS
            if label in {"state", "type"}:
                assert set(values.split("|")) <= VALUES[name]


@EACH
def test_an_alert_says_how_bad_it_is_and_what_and_leads_to_its_page(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"critical", "warning", "info"}
    assert rule["annotations"]["summary"]
    page = (REPOSITORY / rule["annotations"]["runbook_url"]).read_text(encoding="utf-8")
    assert page.startswith(f"# {rule['alert']}\n\nSeverity: {rule['labels']['severity']}.\n")
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == HEADINGS


def test_every_page_belongs_to_an_alert_and_stands_in_the_list() -> None:
    named = [Path(rule["annotations"]["runbook_url"]).name for rule in RULES]
    assert sorted(named) == sorted(it.name for it in RUNBOOKS.glob("*.md") if it.stem != "README")
    listed = (RUNBOOKS / "README.md").read_text(encoding="utf-8")
    for rule, page in zip(RULES, named, strict=True):
        assert f"| [{rule['alert']}]({page}) | {rule['labels']['severity']} | " in listed


def test_the_pages_name_only_what_there_is() -> None:
    metrics = " ".join(exposed())
    for page in RUNBOOKS.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"\bminsheng_[a-z_]+_(?:seconds|total|events|bytes)\b", text):
            assert name in metrics, page


@pytest.mark.promtool
def test_the_alerts_are_raised_when_they_should_be_and_never_when_all_is_well() -> None:
    tested = [str(promtool()), "test", "rules", str(FOLDER / "rules_test.yaml")]
    ran = subprocess.run(tested, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
