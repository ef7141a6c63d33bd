"""A log that cannot be written stops nobody."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import pytest

from services._kit.log import LineLogger


def full_disk() -> TextIO:
    return Path("/dev/full").open("w", encoding="utf-8")


def pipe_without_reader() -> TextIO:
    reads, writes = os.pipe()
    os.close(reads)
    return os.fdopen(writes, "w", encoding="utf-8")


def closed_file() -> TextIO:
    with Path(os.devnull).open("w", encoding="utf-8") as file:
        return file


@pytest.fixture(params=[full_disk, pipe_without_reader, closed_file])
def dead(request: pytest.FixtureRequest) -> Iterator[TextIO]:
    """Where nothing can be written."""
    file = request.param()
    yield file
    with suppress(OSError):
        file.close()


def test_a_line_that_cannot_be_written_is_lost_and_the_work_goes_on(dead: TextIO) -> None:
    logger = LineLogger(dead)
    for say in (logger.info, logger.warning, logger.error, logger.exception):
        say("a fact was recorded")
