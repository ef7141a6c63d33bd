"""No template lets markup through, whatever stands in a field."""

import re
from pathlib import Path

import services

TEMPLATES = sorted(Path(services.__path__[0]).rglob("templates/**/*.html"))
LETS_THROUGH = re.compile(
    r"\|\s*safe\b|autoescape|\|\s*xmlattr|"  # said to be markup
    r"\s[\w-]+=\{\{|"  # an attribute without quotes
    r"\s(?:on\w+|style)=|<style|<script(?![^>]*\bsrc=)|javascript:"  # what the policy forbids
)


def test_no_template_lets_markup_through() -> None:
    found = [
        f"{path.name}: {match[0]}"
        for path in TEMPLATES
        for match in LETS_THROUGH.finditer(path.read_text("utf-8"))
    ]
    assert len(TEMPLATES) > 50
    assert found == []
