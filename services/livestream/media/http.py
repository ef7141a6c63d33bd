"""Livestream's HTTP API of video: the same that the operator's page can do."""

from fastapi import APIRouter, Request

from contracts.values import DeletionReason, Identifier
from services._web.http import Body
from services.livestream.http import ACTIVITY, Activity, Answer
from services.livestream.media.acting import Pictures, Pushed

router = APIRouter()


class OfSession(Body):
    """Whose pictures are meant."""

    session: Identifier


class Deleting(OfSession):
    """Why a recording is deleted."""

    reason: DeletionReason


@router.post(ACTIVITY + "/video/open")
async def open_video(request: Request, activity: Activity, body: OfSession) -> Answer:
    """Let an encoder send; the address with its passphrase is answered now and never again."""
    return {"publish": await Pictures(request, activity, body.session).open()}


@router.post(ACTIVITY + "/video/key")
async def change_key(request: Request, activity: Activity, body: OfSession) -> Answer:
    """Another passphrase; the old one is worth nothing from now on."""
    return {"publish": await Pictures(request, activity, body.session).change_key()}


@router.post(ACTIVITY + "/video/air")
async def go_on_air(request: Request, activity: Activity, body: OfSession) -> Answer:
    """What comes in from now on is for everybody."""
    await Pictures(request, activity, body.session).go_on_air()
    return {}


@router.post(ACTIVITY + "/video/close")
async def close_video(request: Request, activity: Activity, body: OfSession) -> Answer:
    """Nothing comes in any more; what was on the air is kept."""
    await Pictures(request, activity, body.session).close()
    return {}


@router.post(ACTIVITY + "/video/targets")
async def push_on(request: Request, activity: Activity, body: Pushed) -> Answer:
    """Push on to a platform's own address; its key is kept sealed and never answered."""
    return {"target": await Pictures(request, activity, body.session).push_on(body)}


@router.post(ACTIVITY + "/video/targets/{target}/remove")
async def push_no_longer(
    request: Request, activity: Activity, target: Identifier, body: OfSession
) -> Answer:
    """Push there no longer."""
    await Pictures(request, activity, body.session).push_no_longer(target)
    return {}


@router.post(ACTIVITY + "/recording/release")
async def release_recording(request: Request, activity: Activity, body: OfSession) -> Answer:
    """Everybody may watch the recording."""
    return await Pictures(request, activity, body.session).release()


@router.post(ACTIVITY + "/recording/delete")
async def delete_recording(request: Request, activity: Activity, body: Deleting) -> Answer:
    """Delete the recording, after ``MaterialsPublished``."""
    return await Pictures(request, activity, body.session).delete(body.reason)
