"""What a file is, by its first bytes and never by its name; what is not on the list is refused."""

from services.announcer.materials.kinds import Kind, RefusedFile

ENOUGH = 1024
"""So many bytes are enough to know, or the whole of a shorter file."""
OFFICE = b"PK\x03\x04"
TAKEN = "JPEG、PNG、WebP图片，PDF、docx、xlsx、pptx文件，MP4录像，UTF-8文本"

_BEGINNINGS = {
    b"\xff\xd8\xff": Kind.JPEG,
    b"\x89PNG\r\n\x1a\n": Kind.PNG,
    b"%PDF-": Kind.PDF,
    OFFICE: Kind.DOCX,  # or another of its kin: what is inside tells
}
_MOVIES = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash"}
_PROGRAMS = {
    b"MZ": "Windows程序",
    b"\x7fELF": "Linux程序",
    b"\xca\xfe\xba\xbe": "Java或macOS程序",
    b"\xcf\xfa\xed\xfe": "macOS程序",
    b"#!": "脚本",
}
_OTHERS = {
    b"GIF8": "GIF图片。请另存为PNG或JPEG",
    b"\xd0\xcf\x11\xe0": "旧格式的Office文件（doc、xls、ppt）。请另存为docx、xlsx、pptx或者PDF",
    b"Rar!": "压缩包。请逐个上传其中的文件",
    b"7z\xbc\xaf": "压缩包。请逐个上传其中的文件",
    b"\x1f\x8b": "压缩包。请逐个上传其中的文件",
    b"BM": "BMP图片。请另存为PNG或JPEG",
    b"II*\x00": "TIFF图片。请另存为PNG或JPEG",
    b"MM\x00*": "TIFF图片。请另存为PNG或JPEG",
}
_MARK = b"\xef\xbb\xbf"  # with which a text in UTF-8 may begin


def sniff(head: bytes) -> Kind:
    """The kind that the first bytes show; raises ``RefusedFile``."""
    if not head:
        raise RefusedFile("empty", "文件是空的，没有保存。")
    kind = _known(head)
    if kind is None:
        _refuse_foreign(head)
        refuse_markup(head)
        if head.removeprefix(_MARK).lstrip().startswith((b"<?", b"<%", b"#!")):
            raise RefusedFile("script", "内容是脚本，不接收。")
        if b"\x00" in head:
            raise RefusedFile("wrong_type", f"看不出是什么文件。可以上传：{TAKEN}。")
    return kind or Kind.TEXT


def refuse_markup(piece: bytes) -> None:
    """Refuse what a browser could take for a page, or for a drawing with scripts."""
    lowered = piece.lower()
    if b"<svg" in lowered:
        raise RefusedFile("svg", "SVG图里可以有脚本，不接收。请另存为PNG。")
    for mark in (b"<html", b"<!doctype", b"<script", b"<iframe", b"<object", b"<embed", b"<body"):
        if mark in lowered:
            raise RefusedFile("html", "内容是网页或者含有脚本，不接收。请另存为PDF。")


def _known(head: bytes) -> Kind | None:
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head[4:8] == b"ftyp":
        return _movie(head)
    return next((kind for start, kind in _BEGINNINGS.items() if head.startswith(start)), None)


def _refuse_foreign(head: bytes) -> None:
    for beginning, name in _PROGRAMS.items():
        if head.startswith(beginning):
            raise RefusedFile("executable", f"这是{name}，不接收可以执行的文件。")
    for beginning, name in _OTHERS.items():
        if head.startswith(beginning):
            raise RefusedFile("wrong_type", f"这是{name}。")
    if b"%PDF-" in head:
        raise RefusedFile("polyglot", "PDF前面夹有别的内容，可能伪装成别的文件，没有保存。")


def _movie(head: bytes) -> Kind:
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, end, 4))}
    if brands & _MOVIES:
        return Kind.MP4
    if brands & {b"heic", b"heix", b"mif1", b"avif"}:
        raise RefusedFile("wrong_type", "这是HEIC或AVIF照片。请另存为JPEG。")
    raise RefusedFile("wrong_type", "这种录像不接收。请另存为MP4。")
