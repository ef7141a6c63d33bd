"""What a file is, by its bytes; a name that says otherwise is refused."""

from pathlib import PurePath

from services.announcer.importing.remarks import Unreadable

MOST_BYTES = 2 * 1024 * 1024
MOST_CHARACTERS = 200_000
_CFB = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = {
    b"{\\rtf": "RTF文件",
    b"MZ": "程序文件",
    b"\x7fELF": "程序文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
}
_KINDS = {".txt": "txt", ".docx": "docx", ".pdf": "pdf"}


def kind_of(name: str, data: bytes) -> str:
    """``txt``, ``docx`` or ``pdf``; raises ``Unreadable``."""
    if not data:
        raise Unreadable("empty", "文件是空的。")
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large", f"文件有{len(data)}字节，最多{MOST_BYTES}字节。")
    ending = PurePath(name).suffix.lower()
    if ending in {".docm", ".dotm"}:
        raise Unreadable("macros", "带宏的Word文件不读取。请另存为不带宏的docx。")
    named, found = _KINDS.get(ending), _by_bytes(data)
    if named is None:
        raise Unreadable("wrong_type", f"只读取txt、docx和pdf，不读取“{ending or '没有后缀'}”。")
    if named != found:
        raise Unreadable(
            "wrong_name", f"文件名以{ending}结尾，内容却是{found}。请核对文件后改正文件名。"
        )
    return found


def _by_bytes(data: bytes) -> str:
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    if data.startswith(_CFB):
        if _ENCRYPTED in data:
            raise Unreadable("encrypted", "文件已加密。请去掉密码后再导入。")
        raise Unreadable("wrong_type", "这是旧版Word文件（doc）。请另存为docx。")
    for begin, what in _FOREIGN.items():
        if data.startswith(begin):
            raise Unreadable("wrong_type", f"内容是{what}，只读取txt、docx和pdf。")
    return "txt"
