"""ffmpeg as a process: it ends whatever happens to whoever runs it, and tells no secret."""

import asyncio

import structlog

from services._kit.leader import end
from services.livestream.media.processes import Few, Process, ffmpeg, lines

ENDLESS = ("-nostdin", "-f", "lavfi", "-re", "-i", "testsrc", "-f", "null", "-")


async def test_it_has_ended_however_often_its_job_was_cancelled() -> None:
    running = asyncio.get_running_loop().create_future()

    async def job() -> None:
        async with ffmpeg(ENDLESS, "job") as process:
            running.set_result(process)
            await process.wait()

    task = asyncio.create_task(job())
    process: Process = await running
    await end(task)
    assert process.returncode is not None
    assert task.cancelled()


async def test_what_it_says_is_logged_without_the_secret_that_it_was_told() -> None:
    with structlog.testing.capture_logs() as told:
        async with ffmpeg(("-i", "/nowhere/s3cret"), "job", secret="s3cret") as process:
            await process.wait()
    lines = [each["line"] for each in told if each["event"] == "ffmpeg_says"]
    assert any("***" in line for line in lines)
    assert not any("s3cret" in line for line in lines)


async def test_a_line_without_an_end_stops_nothing_and_is_not_told() -> None:
    reader = asyncio.StreamReader(limit=16)
    reader.feed_data(b"short\n" + b"x" * 100 + b"\nnext\n")
    reader.feed_eof()
    assert [each async for each in lines(reader)] == [b"short\n", b"next\n"]


def test_who_says_much_is_heard_sixty_times_a_minute_and_the_rest_is_counted() -> None:
    few = Few()
    assert [few.now(1.0) for _ in range(62)] == [(True, 0)] * 60 + [(False, 0)] * 2
    assert few.now(61.0) == (True, 2)
    assert few.unsaid == 0
