"""The program that opens a file: ``python -m services.announcer.materials.opening KIND LONGEST``.

It reads a file and answers what is kept of it: a picture painted anew, or which document it is. It
has little memory and time, writes no files, and loads only what the kind needs, to start quickly.
"""

# ruff: noqa: PLC0415
import json
import logging
import resource
import sys

from services.announcer.materials.kinds import IMAGES, Kind, RefusedFile

REFUSED = 3
_MEMORY = 1024 * 1024 * 1024
_SECONDS = 20  # of the processor


def opened(kind: Kind, data: bytes, longest: int) -> bytes:
    """What is kept of a picture, or the kind of a document; raises ``RefusedFile``."""
    try:
        return _opened(kind, data, longest)
    except (RefusedFile, MemoryError):
        raise
    except Exception as error:  # libraries say in many ways that a file is damaged
        message = "文件打不开，没有保存。请另存或者重新导出后再传。"
        raise RefusedFile("broken", message) from error


def _opened(kind: Kind, data: bytes, longest: int) -> bytes:
    if kind in IMAGES:
        from services.announcer.materials.pictures import repainted

        return repainted(kind, data, longest)
    from services.announcer.materials.documents import office_kind, refuse_active_pdf

    if kind is Kind.PDF:
        refuse_active_pdf(data)
        return kind.encode()
    return office_kind(data).encode()


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()  # a library's complaints of the file would stand between the words below
    try:
        answer = opened(Kind(sys.argv[1]), sys.stdin.buffer.read(), int(sys.argv[2]))
    except RefusedFile as refused:
        sys.stderr.write(json.dumps({"reason": refused.reason, "message": refused.message}))
        sys.exit(REFUSED)
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    _main()
