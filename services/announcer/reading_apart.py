"""A file is read in a process of its own, with little memory and time and nothing to find.

``python -m services.announcer.reading_apart NAME`` reads bytes and answers JSON; whatever a
hostile file does there, the service goes on.
"""

import json
import resource
import subprocess
import sys
from dataclasses import asdict

from services.announcer.importing.reading import read_text
from services.announcer.importing.remarks import Remark, Unreadable, Weight
from services.announcer.importing.text import Text

_MEMORY = 768 * 1024 * 1024
_SECONDS = 10  # of the processor
_PATIENCE = 60  # of the clock on the wall, on a busy machine


def read_apart(name: str, data: bytes) -> Text:
    """The text of a file; raises ``Unreadable``."""
    command = [sys.executable, "-m", __name__, name.rpartition("/")[2][-80:]]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, the name is only looked at
            command, input=data, capture_output=True, timeout=_PATIENCE, check=False, env={}
        )
    except subprocess.TimeoutExpired as error:
        message = f"读取超过{_PATIENCE}秒，文件可能有问题，不读取。"
        raise Unreadable("hostile", message) from error
    if done.returncode:
        raise Unreadable("hostile", "读取文件时用完了内存或时间，不读取。")
    answer = json.loads(done.stdout)
    if "reason" in answer:
        raise Unreadable(answer["reason"], answer["message"])
    return text_of(answer)


def text_of(answer: dict[str, object]) -> Text:
    """A text from its JSON form."""
    given = answer["remarks"]
    assert isinstance(given, list)  # noqa: S101 - our own words
    remarks = tuple(Remark(**{**it, "weight": Weight(it["weight"])}) for it in given)
    return Text(str(answer["text"]), str(answer["kind"]), remarks)


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        answer: object = asdict(read_text(sys.argv[1], sys.stdin.buffer.read()))
    except Unreadable as error:
        answer = {"reason": error.reason, "message": error.message}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main()
