"""Files are handed out from published bundles, and never as something that runs."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from contracts.values import Identifier
from services._web.http import running
from services.announcer.materials import rows
from services.announcer.materials.bundling import File, Item
from services.announcer.materials.desk import files_of, standing
from services.announcer.materials.keeping import Files
from services.announcer.materials.kinds import TRAITS, Kind
from services.announcer.public.frame import missing

router = APIRouter(include_in_schema=False)

LOCKED = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Whatever a browser makes of a file: it runs nothing, loads nothing, and has no origin."""


@router.get("/public/activities/{programme}/{activity}/files/{file}")
async def show(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    file: Identifier,
    *,
    preview: bool = False,
) -> Response:
    """A file of the bundle that is out; what was taken down is gone."""
    pool, files = running(request).pool, files_of(request)
    out = await standing(pool, programme, activity)
    items = await rows.bundle(pool, programme, activity, out.data["content_sha256"]) if out else ()
    found = next((it for it in items if it.file == file), None)
    if found is None or not await files.has(file):
        return missing(request)
    return handed_out(request, files, found, preview=preview)


def handed_out(
    request: Request, files: Files, it: File | Item, *, preview: bool = False
) -> Response:
    """A file under its checked type; pictures may be shown, everything else is saved."""
    kind = Kind(it.kind)
    traits = TRAITS[kind]
    small = preview and traits.shown
    tag = f'"{it.sha256}{"-preview" if small else ""}"'
    headers = LOCKED | {"Cache-Control": "no-cache", "ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    name = disposition(it.name, f"{it.file}.{kind}", shown=traits.shown)
    headers["Content-Disposition"] = name
    if not small:
        headers["Content-Length"] = str(it.size)  # so that a cut download is known as one
    pieces = files.read(it.file, preview=small)
    return StreamingResponse(pieces, headers=headers, media_type=traits.media_type)


def disposition(name: str, plain: str, *, shown: bool = False) -> str:
    """How a browser names what it saves."""
    how = "inline" if shown else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
