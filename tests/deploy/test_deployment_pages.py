"""The pages for operators name commands and options that there are."""

import re
from itertools import takewhile

import pytest
import yaml
from typer.main import get_command

from deploy.cli import app
from tests.deploy.manifests import COMPOSE, DEPLOY, documents

PAGES = {
    name: (DEPLOY.parent / "docs" / "how-to" / f"{name}.md").read_text(encoding="utf-8")
    for name in ("deploy-with-compose", "deploy-on-kubernetes")
}
ROOT = set(getattr(get_command(app), "commands", {}))
EACH = pytest.mark.parametrize("page", PAGES)


def commands(text: str) -> list[list[str]]:
    """The words of every command of ours; a line may go on after a backslash."""
    whole = text.replace("\\\n", " ").replace("-n minsheng", "")
    return [
        line.split() for line in re.findall(r"(?:minsheng|--rm tools) ([a-z][^`|;>&\n]*)", whole)
    ]


@EACH
def test_every_command_is_there_with_its_options(page: str) -> None:
    found = [words for words in commands(PAGES[page]) if words[0] in ROOT]
    assert len(found) >= 4
    for words in found:
        command, rest = get_command(app), list(words)
        while subcommands := getattr(command, "commands", {}):
            command = subcommands[rest.pop(0)]
        known = {option for each in command.params for option in each.opts}
        asked = {word for word in rest if word.startswith("--")}
        assert asked <= known, words


def test_every_part_of_compose_that_is_named_is_there() -> None:
    for line in re.findall(r"docker compose (.+)", PAGES["deploy-with-compose"]):
        verb, *words = re.sub(r"-\S+ ?", "", line).split()
        if verb in {"exec", "run"}:
            words = words[:1]
        named = takewhile(lambda it: re.fullmatch(r"[a-z]+", it), words)
        assert set(named) <= COMPOSE["services"].keys(), line


def test_every_resource_of_kubernetes_that_is_named_is_there() -> None:
    named = re.findall(r"\b(cronjob|statefulset|job)/([a-z]+)", PAGES["deploy-on-kubernetes"])
    there = {
        (it["kind"].lower(), it["metadata"]["name"]) for it in documents(".") if "metadata" in it
    }
    made = {("job", "before"), ("job", "bring"), ("job", "epoch")}  # by the page itself
    assert set(named) - there == made


def test_the_overlay_of_the_page_is_one() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGES["deploy-on-kubernetes"], re.DOTALL)
    overlay = yaml.safe_load(text)
    assert overlay["kind"] == "Kustomization"
    assert overlay["resources"] == ["../ha"]
