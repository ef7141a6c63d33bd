"""The announcer's part of the command line."""

import json

from typer.testing import CliRunner

from services.announcer.cli import app as announcer
from services.announcer.programmes import read_plan
from services.livestream.cli import app as livestream
from services.registration.cli import app as registration


def test_a_plan_is_printed_as_the_body_of_its_import() -> None:
    names = CliRunner().invoke(announcer, ["plans"])
    plan = CliRunner().invoke(announcer, ["plan", "daxing-2023"])

    assert "daxing-2023" in names.output.split()
    assert json.loads(plan.output) == read_plan("daxing-2023")


def test_an_unknown_plan_is_an_error_that_names_the_known_ones() -> None:
    result = CliRunner().invoke(announcer, ["plan", "nowhere"])

    assert result.exit_code == 2
    assert "daxing-2023" in result.output


def test_every_service_lists_its_commands() -> None:
    for app, path in (
        (announcer, "/notices/{notice}/withdrawal"),
        (registration, "/opinions/{opinion}/feedback"),
        (livestream, "/stream/start"),
    ):
        assert path in CliRunner().invoke(app, ["api"]).output
