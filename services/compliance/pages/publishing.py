"""What publishing a notice would come to: a page, and a part of the page where it is written."""

from typing import Annotated

from fastapi import Depends, Header
from fastapi.responses import HTMLResponse

from services._web.forms import Form
from services.compliance.asking import Publishing, asked, read
from services.compliance.lookup import Looking
from services.compliance.pages.frame import WALL, page_router, refuse_before_import
from services.compliance.presentation import pages
from services.compliance.publishing_json import publishing_json

router = page_router()


@router.get(f"{WALL}/publishing")
async def publishing(
    look: Looking,
    question: Annotated[Form, Depends(asked)],
    hx_request: Annotated[str | None, Header()] = None,
) -> HTMLResponse:
    """The last safe moment, and each verdict if it were published now, or tomorrow."""
    refuse_before_import(look)
    made = publishing_json(look.snapshot, look.moment, read(question, Publishing))
    html = pages.publishing(made, fragment=hx_request is not None, live=look.live)
    return HTMLResponse(html, headers={"Vary": "HX-Request"})
