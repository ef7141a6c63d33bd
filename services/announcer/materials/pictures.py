"""A picture is painted anew: the same pixels, and nothing of what stood beside them in the file."""

import io
import warnings

from PIL import Image, ImageOps

from services.announcer.materials.kinds import Kind, RefusedFile

MOST_PIXELS = 60_000_000
_FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP"}
_MODES = {
    Kind.JPEG: ("RGB", "L"),
    Kind.PNG: ("RGB", "RGBA", "L", "LA"),
    Kind.WEBP: ("RGB", "RGBA"),
}
_SAVED: dict[Kind, dict[str, int | bool]] = {
    Kind.JPEG: {"quality": 86, "optimize": True, "progressive": True},
    Kind.PNG: {"optimize": True},
    Kind.WEBP: {"quality": 86},
}
Image.MAX_IMAGE_PIXELS = None  # ours is stricter, and told in our own words


def repainted(kind: Kind, data: bytes, longest: int) -> bytes:
    """The picture without its place, camera, comments, and whatever was hung on behind."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # broken details of a picture that can be painted
        return _repainted(kind, data, longest)


def _repainted(kind: Kind, data: bytes, longest: int) -> bytes:
    with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as opened:
        if opened.width * opened.height > MOST_PIXELS:  # known before a pixel is unpacked
            raise RefusedFile("bomb", "图片展开后超过6000万像素，没有保存。请缩小后再传。")
        upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((longest, longest))
    modes = _MODES[kind]
    mode = upright.mode if upright.mode in modes else modes[0]
    if upright.has_transparency_data and "RGBA" in modes:
        mode = "RGBA"
    clean = Image.new(mode, upright.size)
    clean.paste(upright.convert(mode))
    out = io.BytesIO()
    clean.save(out, _FORMATS[kind], **_SAVED[kind])
    return out.getvalue()
