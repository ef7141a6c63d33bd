"""The page for viewers: where to watch, what others asked, and a box to ask. No account needed."""

from typing import Annotated
from uuid import NAMESPACE_URL, uuid5

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field, StringConstraints
from starlette.staticfiles import StaticFiles

from contracts.values import Identifier
from services._vault.retention import Until
from services._web.forms import CORRECTABLE, Filled, FormModel, filled, new_key
from services._web.http import running
from services._web.limits import limited
from services._web.pages import Pages, mount_assets
from services._web.running import Running
from services._web.signed_in import Posting, citizen_posting
from services.livestream import box, views
from services.livestream.access import find
from services.livestream.askers import mark, votes
from services.livestream.asking import MOST_CONTACT, MOST_WORDS, Asking, put_question
from services.livestream.equipment import Equipment, equipment
from services.livestream.known import KnownActivity
from services.livestream.media import rows
from services.livestream.media.player import PLAYING, playable, premieres, screen, to_come
from services.livestream.settings import Settings
from services.livestream.wording import WORDS

ASSETS = "/live/static/files"
VENDOR = "/live/static/vendor"
PAGES = Pages("services.livestream", "layout_public.html", ASSETS)
PAGES.environment.globals |= {**WORDS, "vendor": VENDOR, "new_key": new_key, "screen": screen}
PAGE = "/live/{programme}/{activity}"

Mine = Annotated[Equipment, Depends(equipment)]
router = APIRouter(route_class=PAGES.route)


class AskForm(FormModel):
    """What the box asks for."""

    session: Identifier
    words: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] = Field(
        max_length=MOST_WORDS, description=f"提问，不超过{MOST_WORDS}字"
    )
    contact: Annotated[str, StringConstraints(strip_whitespace=True)] | None = Field(
        default=None,
        max_length=MOST_CONTACT,
        description=f"联系方式，不超过{MOST_CONTACT}字，也可以不填",
    )


class Wanted(BaseModel):
    """``asked`` thanks for a question by its number; ``t``: where a recording begins to play."""

    asked: int | None = Field(default=None, ge=1)
    session: Identifier | None = None
    t: int | None = Field(default=None, ge=0)


_NOTHING = Wanted()


@router.get(PAGE, response_model=None)
async def watch(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    mine: Mine,
    wanted: Annotated[Wanted, Query()],
) -> Response:
    """The stream and its public questions."""
    return await _show(request, programme, activity, mine, filled(), wanted)


@router.post(PAGE, response_model=None)
async def ask(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    posted: Annotated[Posting, Depends(citizen_posting())],
    _: Annotated[None, Depends(limited)],
    mine: Mine,
) -> Response:
    """Take a question; it is read before it is shown."""
    who = await mark.asker(request, posted.form.key)
    subject = posted.visitor.actor.subject
    scope = f"question\n{subject}\n{request.url.path}\n{posted.form.key}"
    question = uuid5(NAMESPACE_URL, scope).hex
    try:
        given = posted.form.read(AskForm)
        await put_question(
            request,
            (programme, activity),
            Asking(session=given.session, words=given.words, contact=given.contact or None),
            posted.write,
            mine,
            person=who.person,
            question=question,
        )
    except CORRECTABLE as error:
        return await _show(request, programme, activity, mine, posted.form.refused(error))
    number = await views.number(running(request).pool, programme, activity, question)
    onward = RedirectResponse(f"{request.url.path}?asked={number}#asked", 303)
    return mark.remember(request, onward, who)


async def _show(  # noqa: PLR0913, PLR0917 - what the page is made of
    request: Request,
    programme: str,
    activity: str,
    mine: Equipment,
    form: Filled,
    wanted: Wanted = _NOTHING,
) -> Response:
    known, pool = await find(request, programme, activity), running(request).pool
    streams = await views.streams(pool, programme, activity)
    ingests = await rows.of_activity(pool, programme, activity)
    person = mark.known(request)
    return PAGES.show(
        request,
        "watch.html",
        status=form.status,
        headers=PLAYING,
        playable=playable(ingests, streams),
        to_come=to_come(ingests),
        premieres=premieres(ingests),
        begin=(wanted.session, wanted.t) if wanted.t is not None else None,
        now=running(request).clock.now(),
        activity=known,
        streams=streams,
        boxes=[each for each in streams if box.takes(each)],
        opens=any(box.opens(each) for each in streams),
        voted=await votes.voted(pool, programme, activity, person) if person else set(),
        asks=person is not None,
        questions=await box.shown(pool, mine.words, mine.lists, programme, activity),
        form=form,
        asked=wanted.asked,
        most_words=MOST_WORDS,
        kept=_kept(request, known),
    )


def _kept(request: Request, known: KnownActivity) -> str:
    """Until when a question is kept, in the words of the rule that the purge goes by."""
    settings = running(request).settings
    if not isinstance(settings, Settings):
        raise TypeError(settings)
    last = max((it.starts_on.year for it in known.sessions.values()), default=None)
    return settings.says(Until.ASSESSED, last)


def configure(app: FastAPI, service: Running) -> None:
    """Serve the files of the pages, and errors as pages."""
    if (folder := service.settings.static_dir) is not None:
        app.mount(VENDOR, StaticFiles(directory=folder))
    mount_assets(app, PAGES)
    app.add_exception_handler(404, PAGES.missing)
