"""pyeventsourcing appends: as many threads as clients wait, each saves aggregates of its own."""

import json
import sys
import threading
import time
from typing import Any

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from pyes_projection import environment

POOL = 32  # connections: as many as its pool may grow to; more threads wait for one


class SignedUp(Aggregate):
    """One sign-up."""

    def __init__(
        self, programme: str, activity: str, session: str, person: str, category: str
    ) -> None:
        self.said = (programme, activity, session, person, category)


class SignUps(Application):
    """The log."""


def main() -> None:
    """Save until the time is over."""
    given = json.load(sys.stdin)
    clients = given["clients"]
    size = str(min(POOL, clients))
    env = {**environment(given["dsn"]), "POSTGRES_POOL_SIZE": size, "POSTGRES_MAX_OVERFLOW": "0"}
    app: Application[Any] = SignUps({**env, "POSTGRES_MAX_WAITING": "0"})
    app.save(SignedUp("daxing-2023", "open-11", "s1", "first", "parent"))
    done = [0] * clients
    begun = time.perf_counter()
    until = begun + given["seconds"]

    def client(number: int) -> None:
        while time.perf_counter() < until:
            app.save(SignedUp("daxing-2023", "open-11", "s1", f"{number}-{done[number]}", "parent"))
            done[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    found = app.recorder.max_notification_id()
    app.close()
    if found is None or found < sum(done) + 1:
        sys.exit(f"{sum(done)} facts, found {found}")
    print(json.dumps({"": sum(done) / seconds}))  # noqa: T201 - the answer to the parent


if __name__ == "__main__":
    main()
