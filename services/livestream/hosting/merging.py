"""Forms that merge questions which say the same, and undo it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from contracts.values import Identifier
from services._web.forms import CORRECTABLE, FormModel
from services.livestream.asking import decide, prove_known
from services.livestream.domain import questions
from services.livestream.moderation import DESK, PAGES, Aimed, Mine, Posted, back, show

router = APIRouter(route_class=PAGES.route)


class MergeForm(FormModel):
    """With which question another is answered."""

    into: Identifier = Field(description="并入哪一条，从列出的选项中选择")


@router.post(DESK + "/{question}/merge", response_model=None)
async def merge(
    request: Request, question: Identifier, posted: Posted, aimed: Aimed, mine: Mine
) -> Response:
    """Answer a question together with another."""
    await prove_known(request, aimed, question)
    try:
        into = posted.form.read(MergeForm).into
        await decide(aimed, questions.Merge(question=question, into=into))
    except CORRECTABLE as error:
        wrong = {question: posted.form.refused(error)}
        return await show(request, posted.visitor, aimed.known, mine, wrong)
    return back(aimed, into)


@router.post(DESK + "/{question}/unmerge", response_model=None)
async def unmerge(request: Request, question: Identifier, aimed: Aimed) -> Response:
    """Answer it by itself again."""
    await prove_known(request, aimed, question)
    await decide(aimed, questions.Unmerge(question=question))
    return back(aimed, question)
