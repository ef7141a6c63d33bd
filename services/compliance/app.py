"""What compliance is made of."""

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from contracts.topology import PROJECTORS
from services._kit.projector import Projector
from services._kit.writer import Aggregates
from services._web.changes import Changes
from services._web.heads import heads_router
from services._web.operating import operating_router
from services._web.pages import Assets
from services._web.running import Running, Service
from services.compliance import http, http_again, http_assessment, http_planning, http_reminders
from services.compliance.board import Board
from services.compliance.changes import verdict_changes
from services.compliance.domain import stream_of
from services.compliance.domain.assessment import ASSESSMENT
from services.compliance.domain.reminders import REMINDERS
from services.compliance.domain.review import REVIEW
from services.compliance.domain.routine_unit import ROUTINE_UNIT
from services.compliance.domain.rulebook import RULEBOOK
from services.compliance.domain.scoring_table import SCORING_TABLE
from services.compliance.domain.told import TOLD
from services.compliance.domain.unit_assessment import UNIT_ASSESSMENT
from services.compliance.notifier import Notifier
from services.compliance.pages import desk, frame
from services.compliance.pages.routes import ROUTERS
from services.compliance.presentation.pages import STATICS
from services.compliance.reminding.morning import TIMER, Mornings
from services.compliance.reminding.queue import ReminderView
from services.compliance.reminding.sender import Sending
from services.compliance.settings import SQL, Settings
from services.compliance.views import OWN, PROJECTOR, TABLES, Facts

DECIDERS = (
    RULEBOOK,
    ROUTINE_UNIT,
    REVIEW,
    SCORING_TABLE,
    UNIT_ASSESSMENT,
    ASSESSMENT,
    TOLD,
    REMINDERS,
)


def service() -> Service:
    """A new compliance service, with a memory of its own."""
    board, changes = Board(), verdict_changes()
    notifier = Notifier(board)
    mornings, sending = Mornings(notifier), Sending(notifier)
    return Service(
        name=OWN,
        aggregates=Aggregates({decider.name: decider for decider in DECIDERS}, stream_of),
        projectors=(Projector(PROJECTOR, PROJECTORS[OWN], Facts(), TABLES, notifier.hurry),),
        views=(ReminderView(),),
        timers={
            "news": notifier.on_timer,
            "deadline": notifier.on_timer,
            TIMER: mornings.on_timer,
        },
        background=(notifier.wake, changes.run, mornings.wake, sending.run),
        routers=(
            heads_router(OWN),
            operating_router(OWN, desk.PAGES),
            http.router,
            http_again.router,
            http_planning.router,
            http_assessment.router,
            http_reminders.router,
            *ROUTERS,
        ),
        configure=lambda app, running: configure(app, running, board, changes),
        sql=SQL,
        settings=Settings,
    )


def configure(app: FastAPI, running: Running, board: Board, changes: Changes) -> None:
    """Give the routes what they ask for, and serve the pages' own files."""
    app.state.board, app.state.changes = board, changes
    if (vendor := running.settings.static_dir) is not None:
        app.mount("/static/vendor", StaticFiles(directory=vendor))
    app.mount("/static", Assets(STATICS))
    app.add_exception_handler(404, frame.missing)
