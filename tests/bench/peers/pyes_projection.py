"""pyeventsourcing's projection runner: the same facts from its log into the same table."""

import json
import sys
import time
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner

INSERT = """
insert into fact (service, sequence, message) values (%s, %s, %s)
"""
HEAD = b"NATS/1.0\r\nce-id: %s\r\nce-type: %s\r\nce-sequence: %d" + bytes(400)  # as long as ours


class Activity(Aggregate):
    """An activity to which something is said."""

    @event("Said")
    def say(self, type: str, data: dict[str, Any]) -> None:  # noqa: A002 - the column's name
        """Record one fact."""


class Activities(Application):
    """The log."""


class FactTable(PostgresTrackingRecorder):
    """The read model, moved together with its position."""

    def store(self, row: tuple[Any, ...], tracking: Tracking) -> None:
        """One fact, one transaction."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(INSERT, row, prepare=True)


class FactProjection(Projection[FactTable]):
    """From the log into the table."""

    name = "facts"

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:  # noqa: ARG002
        """Pass over what is not a fact."""
        self.view.insert_tracking(tracking)

    @process_event.register
    def _(self, domain_event: Activity.Said, tracking: Tracking) -> None:
        data = domain_event.data
        row = (
            "registration", tracking.notification_id,
            HEAD % (str(uuid4()).encode(), domain_event.type.encode(), tracking.notification_id)
            + json.dumps(data).encode(),
        )  # fmt: skip
        self.view.store(row, tracking)


def environment(dsn: str) -> dict[str, str]:
    """Its settings for a PostgreSQL."""
    address = urlsplit(dsn)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": address.path[1:],
        "POSTGRES_HOST": str(address.hostname),
        "POSTGRES_PORT": str(address.port),
        "POSTGRES_USER": str(address.username),
        "POSTGRES_PASSWORD": str(address.password),
    }


def main() -> None:
    """Fill the log, then time the runner."""
    given = json.load(sys.stdin)
    env, many = environment(given["dsn"]), given["slow"]
    app = Activities(env)
    for start in range(0, many, 100):
        activity = Activity()
        for number in range(start, start + 100):
            activity.say(
                "SignedUp.v1",
                {
                    "programme": "daxing-2023", "activity": f"open-{number % 22}", "session": "s1",
                    "person": f"{number:016x}", "category": "parent",
                },
            )  # fmt: skip
        app.save(activity)
    last = app.recorder.max_notification_id()
    app.close()
    begun = time.perf_counter()
    with ProjectionRunner(
        application_class=Activities, projection_class=FactProjection, view_class=FactTable, env=env
    ) as runner:
        runner.wait(last, timeout=600)
        seconds = time.perf_counter() - begun
    with psycopg.connect(given["dsn"]) as connection:
        found = connection.execute("select count(*), count(distinct sequence) from fact").fetchone()
    if found != (many, many):
        sys.exit(f"{many} facts once each, found {found}")
    print(json.dumps({"": many / seconds}))  # noqa: T201 - the answer to the parent


if __name__ == "__main__":
    main()
