"""What a person may do with the pictures of a session, from letting them in to deleting them.

Going on the air and ending are a person's decisions about a row; that something began, broke off
or ended is a fact only once the segments prove it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated

import asyncpg
from fastapi import Request
from pydantic import Field, StringConstraints

from contracts.values import DeletionReason, Identifier, Line
from services._kit.decider import Refused
from services._kit.postgres import transaction
from services._web.faults import BadField, NotFound
from services._web.forms import FormModel
from services._web.http import running
from services.livestream import views
from services.livestream.domain import recording
from services.livestream.domain.order import Order
from services.livestream.domain.recording import DeleteRecording, ReleaseRecording
from services.livestream.equipment import equipment
from services.livestream.http import Answer, Target
from services.livestream.media import rows, targets
from services.livestream.media.player import screen
from services.livestream.media.rows import Ingest, Key
from services.livestream.media.video import Video

_SHOWN = {"scheduled", "live", "interrupted"}


class Pushed(FormModel):
    """A platform to push on to: what it calls its server and its key."""

    session: Identifier
    name: Line = Field(description="平台名称，不超过200字")
    address: Annotated[Line, StringConstraints(pattern=r"^rtmps?://[^\s/?#@]+/[^\s?#@]+$")] = Field(
        description="推流地址，以rtmp://或者rtmps://开头，不含“?”和“@”；“?”起的部分属于推流密钥"
    )
    secret: Annotated[str, StringConstraints(pattern=r"^[!-~]+$")] = Field(
        max_length=500, repr=False, description="推流密钥，由平台提供，不含空格"
    )


class Pictures:
    """The pictures of one session, for a person who may decide about them."""

    def __init__(self, request: Request, target: Target, session: str) -> None:
        target.refuse_unknown(session)
        self._running, self._target, self._session = running(request), target, session
        self._video: Video | None = equipment(request).video

    @property
    def key(self) -> Key:
        """Whose they are."""
        return self._target.known.programme, self._target.known.activity, self._session

    @property
    def video(self) -> Video:
        """What takes them in; refused where nothing does."""
        if self._video is None:
            raise Refused("no_video", "本平台没有设置接收画面，请在新媒体账号直播。", "session")
        return self._video

    async def open(self) -> str:
        """Let an encoder send; answers where to, with the passphrase."""
        await self._prove_coming()
        async with self._doing("open") as connection:
            port = await rows.free_port(connection, self.key, self.video.ports)
            if port is None:
                raise Refused("no_port", "同时接收画面的场次已满，请先结束别的场次。", "session")
            if not await rows.open_ingest(connection, self.key, port, self._running.clock.now()):
                raise Refused("open", "推流入口已经打开。丢失推流地址的，请更换口令。", "session")
        return self.video.publishing(await self._row())

    async def change_key(self) -> str:
        """Another passphrase: whoever sends with the old one is cut off."""
        await self._prove_encoder()
        async with self._doing("key") as connection:
            if not await rows.change_key(connection, self.key):
                raise _closed()
        return self.video.publishing(await self._row())

    async def go_on_air(self) -> None:
        """Show everybody what comes in from now on."""
        await self._prove_coming()
        await self._prove_encoder()
        if not await self._changed("air", rows.go_on_air):
            await self._prove_open()

    async def close(self) -> None:
        """Let nothing in any more; what was on the air is kept."""
        if not await self._changed("close", rows.close):
            await self._row()

    async def push_on(self, target: "Pushed") -> str:
        """Push on to one more platform as long as pictures are shown; answers the target's id."""
        await self._prove_open()
        if await targets.way(target.address, self.video.trusted) is None:
            raise BadField(
                "address",
                "an address outside our own network",
                "找不到这个推流地址，或者它指向内部网络。",
            )
        async with self._doing("push") as connection:
            return await targets.add(
                connection, self.video.vault, self.key, name=target.name,
                address=target.address, secret=target.secret, now=self._running.clock.now(),
            )  # fmt: skip

    async def push_no_longer(self, target: str) -> None:
        """Stop pushing there, and forget the platform's key."""
        async with self._doing("push_no_longer") as connection:
            if not await targets.remove(connection, self.key, target):
                raise NotFound("no_target", "没有这个推送目标。")

    async def release(self) -> Answer:
        """Let everybody watch the recording."""
        path = f"/live/{self.key[0]}/{self.key[1]}#{screen(self._session)}"
        return await self._order(ReleaseRecording(session=self._session, path=path))

    async def delete(self, reason: DeletionReason) -> Answer:
        """Delete the recording, once materials of the activity are out that came after it."""
        kept_at, materials_at = (await self._row()).kept_at, self._target.known.materials_at
        out = kept_at is not None and materials_at is not None and kept_at <= materials_at
        return await self._order(
            DeleteRecording(session=self._session, reason=reason, materials_out=out)
        )

    async def _order(self, command: ReleaseRecording | DeleteRecording) -> Answer:
        programme, activity, _ = self.key
        return await self._target.write(
            recording.stream_name(*self.key), Order(programme, activity, command)
        )

    async def _row(self) -> Ingest:
        row = await rows.ingest(self._running.pool, self.key)
        if row is None:
            raise NotFound("no_ingest", "这一场没有打开推流入口。")
        return row

    async def _prove_encoder(self) -> None:
        """Refuse what only makes sense where an encoder sends."""
        if (await self._row()).shows_film:
            raise Refused("film", "这一场首播影片，到时自动播出，不接收推流。", "session")

    async def _prove_open(self) -> None:
        if (await self._row()).closed_at is not None:
            raise _closed()

    async def _prove_coming(self) -> None:
        """Refuse what is not to be shown, or not yet known when and where."""
        self._target.refuse_if_cancelled(self._session)
        streams = await views.streams(self._running.pool, *self.key[:2])
        phase = {each["session"]: each["phase"] for each in streams}.get(self._session)
        if phase not in _SHOWN:
            raise Refused(
                "not_scheduled", "直播的开始时刻和账号齐全、且尚未结束，才能接收画面。", "session"
            )

    @asynccontextmanager
    async def _doing(self, act: str) -> AsyncIterator[asyncpg.Connection]:
        """Do something to the rows, and note who did."""
        async with transaction(self._running.pool) as connection:
            yield connection
            await self._note(connection, act)

    async def _changed(
        self, act: str, change: Callable[[asyncpg.Connection, Key, datetime], Awaitable[bool]]
    ) -> bool:
        """Change the row, and note who did; false, and nothing noted, if it stays as it was."""
        async with transaction(self._running.pool) as connection:
            if done := await change(connection, self.key, self._running.clock.now()):
                await self._note(connection, act)
        return done

    async def _note(self, connection: asyncpg.Connection, act: str) -> None:
        now, actor = self._running.clock.now(), self._target.write.actor
        await rows.note_act(connection, self.key, act, actor.subject, now)


def _closed() -> Refused:
    return Refused("closed", "推流入口已经关闭。", "session")
