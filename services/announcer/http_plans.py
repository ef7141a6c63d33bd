"""Plans from files over the JSON API: a draft is saved, reviewed and adopted by the office."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from contracts.values import Identifier, Line
from services._web.faults import BadField, NotFound
from services._web.http import Write, reads, requires, running
from services._web.tokens import Actor
from services.announcer import drafts
from services.announcer.importing.remarks import Unreadable
from services.announcer.importing.report import changes, report

PLANS = "/api/announcer/plans"

router = APIRouter(prefix=PLANS)
Writing = Annotated[Write, Depends(requires("office"))]


@router.post("")
async def save_draft(
    request: Request,
    write: Writing,
    programme: Annotated[Identifier, Query()],
    name: Annotated[Line, Query()],
    pack: Annotated[Identifier | None, Query()] = None,
) -> dict[str, Any]:
    """Read the body, a file named ``name``, into a draft; nothing of it is in force."""
    try:
        id_ = await drafts.save(
            running(request).pool, name=name, data=await request.body(), programme=programme,
            pack=pack or programme, by=write.actor.subject, at=write.now,
        )  # fmt: skip
    except Unreadable as error:
        raise BadField("file", "a plan as txt, docx or pdf", error.message, error.reason) from error
    return await _shown(request, id_)


@router.get("/{draft}")
async def read_draft(
    request: Request, draft: Identifier, by: Annotated[Actor, Depends(reads("office"))]
) -> dict[str, Any]:
    """A draft beside what is in force now."""
    del by
    return await _shown(request, draft)


@router.post("/{draft}/adoption")
async def adopt_draft(
    request: Request, draft: Identifier, write: Writing, body: drafts.Adoption
) -> dict[str, Any]:
    """Adopt a draft: what it changes becomes facts. ``difference`` is the one that was shown."""
    return await drafts.adopt(running(request).pool, write, await _saved(request, draft), body)


async def _saved(request: Request, draft: str) -> drafts.Saved:
    saved = await drafts.find(running(request).pool, draft)
    if saved is None:
        raise NotFound("unknown_draft", f"没有草案{draft}。")
    return saved


async def _shown(request: Request, draft: str) -> dict[str, Any]:
    looked = await drafts.review(running(request).pool, await _saved(request, draft))
    found = looked.changes
    return {
        "draft": draft,
        "programme": looked.saved.programme,
        "problem": looked.problem,
        "changes": None if found is None else changes(found),
        "difference": looked.fingerprint,
        **report(looked.draft),
    }
