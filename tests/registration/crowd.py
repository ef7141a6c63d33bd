"""A crowd that signs up all at once, over bare HTTP, on bad connections.

Each citizen fills in the form once and presses the button until there is an answer: the form's
hidden key is the same each time. Some connections are cut before the answer, some press twice,
some withdraw afterwards.
"""

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlencode, urlsplit

CODE = re.compile(rb'class="value">([0-9A-Z]{10})<')
CUT, TWICE, LEAVE = 0.05, 0.05, 0.03
ATTEMPTS = 20
CATEGORIES = ("parent", "enterprise", "other_public")


@dataclass(slots=True)
class Citizen:
    """One who wants to come, and what they were told."""

    number: int
    path: str
    code: str | None = None
    attempts: int = 0
    seconds: float = 0.0
    answered: float = 0.0
    left: bool = False

    @property
    def phone(self) -> str:
        return f"138{self.number:08}"

    @property
    def form(self) -> dict[str, str]:
        return {
            "key": f"key-{self.number}",
            "who": "self",
            "name": f"居民{self.number}",
            "phone": self.phone,
            "category": CATEGORIES[self.number % len(CATEGORIES)],
            "consent": "on",
        }


@dataclass
class Line:
    """A connection that is kept, and made again once it is cut."""

    origin: str
    address: str
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, form: dict[str, str], *, cut: float | None = None) -> bytes:
        """Send a form; answers status and body. Cut, it hangs up so many seconds later."""
        where, body = urlsplit(self.origin), urlencode(form).encode()
        if self._streams is None:
            self._streams = await asyncio.open_connection(where.hostname, where.port)
        reader, writer = self._streams
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {where.netloc}\r\nOrigin: {self.origin}\r\n"
            f"X-Forwarded-For: {self.address}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        if cut is not None:
            await asyncio.sleep(cut)
            self.hang_up()
            raise ConnectionResetError
        head_back = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head_back)
        content = await reader.readexactly(int(length[1])) if length else b""
        return head_back[9:12] + b"\n" + content

    def hang_up(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


@dataclass
class Crowd:
    """Citizens, and the replicas that they are led to at random."""

    replicas: Sequence[str]
    citizens: Sequence[Citizen]
    seed: int = 1
    addresses: int = 1
    answers: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, size: int, path: str, replicas: Sequence[str], addresses: int = 1) -> Self:
        return cls(replicas, [Citizen(number, path) for number in range(size)], addresses=addresses)

    async def rush(self, clients: int) -> float:
        """All sign up, so many at a time; answers the seconds that it took."""
        waiting = iter(self.citizens)
        began = time.monotonic()

        async def client(number: int) -> None:
            dice = random.Random(f"{self.seed}-{number}")  # noqa: S311 - the same again
            address = f"10.0.0.{number % self.addresses + 1}"
            lines = [Line(replica, address) for replica in self.replicas]
            for citizen in waiting:
                await self._sign_up(citizen, lines, dice)
            for line in lines:
                line.hang_up()

        await asyncio.gather(*(client(number) for number in range(clients)))
        return time.monotonic() - began

    async def _sign_up(self, citizen: Citizen, lines: list[Line], dice: random.Random) -> None:
        began = time.monotonic()
        while citizen.code is None and citizen.attempts < ATTEMPTS:
            cut = dice.uniform(0, 0.3) if dice.random() < CUT else None
            answer = await self._press(citizen, dice.choice(lines), citizen.path, citizen.form, cut)
            if found := CODE.search(answer):
                citizen.code = found[1].decode()
            else:
                await asyncio.sleep(dice.uniform(0.05, 0.5))
        citizen.answered = time.monotonic()
        citizen.seconds = citizen.answered - began
        if citizen.code is None:
            return
        if dice.random() < TWICE:
            again = await self._press(citizen, dice.choice(lines), citizen.path, citizen.form)
            found = CODE.search(again)
            self.answers["another code"] += found is not None and found[1] != citizen.code.encode()
        if dice.random() < LEAVE:
            form = {"key": f"leave-{citizen.number}", "code": citizen.code}
            while not citizen.left:
                answer = await self._press(
                    citizen, dice.choice(lines), "/sign-up/status/withdrawal", form
                )
                citizen.left = answer.startswith(b"200")

    async def _press(
        self,
        citizen: Citizen,
        line: Line,
        path: str,
        form: dict[str, str],
        cut: float | None = None,
    ) -> bytes:
        citizen.attempts += 1
        try:
            answer = await line.post(path, form, cut=cut)
        except (OSError, EOFError):
            line.hang_up()
            self.answers["cut"] += 1
            return b""
        self.answers[answer[:3].decode()] += 1
        return answer
