"""Migrations are applied once and never change; the running role may do only its work."""

import secrets
from pathlib import Path

import asyncpg
import pytest

from services._kit.migrate import ChangedMigration, migrate, migrations


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "announcer" / "sql"
    made.mkdir(parents=True)
    (made / "0001_page.sql").write_text("create table page (id bigserial primary key);")
    return made


async def test_files_are_applied_once_and_a_changed_one_is_refused(
    database: str, folder: Path
) -> None:
    first = await migrate(database, "postgres", [folder])
    kit = [name for name, _ in migrations([])]
    assert kit[0] == "_kit/0001_log.sql"
    assert first == [*kit, "announcer/0001_page.sql"]
    assert await migrate(database, "postgres", [folder]) == []
    (folder / "0002_more.sql").write_text("alter table page add column title text;")
    assert await migrate(database, "postgres", [folder]) == ["announcer/0002_more.sql"]
    (folder / "0001_page.sql").write_text("create table page (id int);")
    with pytest.raises(ChangedMigration, match="0001_page"):
        await migrate(database, "postgres", [folder])


async def test_a_file_that_fails_leaves_nothing_behind(database: str, folder: Path) -> None:
    (folder / "0002_bad.sql").write_text("create table left_over (id int); select no_such();")
    with pytest.raises(asyncpg.PostgresError):
        await migrate(database, "postgres", [folder])
    connection = await asyncpg.connect(database)
    assert await connection.fetchval("select to_regclass('left_over')") is None
    assert await connection.fetchval("select to_regclass('event')") is None
    await connection.close()


async def test_the_running_role_can_neither_change_nor_remove_a_fact(
    database: str, folder: Path
) -> None:
    role = f"app_{secrets.token_hex(4)}"
    owner = await asyncpg.connect(database)
    await owner.execute(f"create role {role}")
    await migrate(database, role, [folder])
    await owner.execute(f"set role {role}")
    await owner.execute("select * from counter for update")
    await owner.execute("insert into page default values")
    for forbidden in (
        "update event set type = 'x'",
        "delete from event",
        "truncate event",
        "delete from counter",
        "delete from daily_head",
        "insert into counter (pos, hash) values (0, '')",
        "update deployment set simulated = true",
        "insert into migration values ('x', 'y')",
        "create table mine (id int)",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await owner.execute(forbidden)
    await owner.execute("reset role")
    await owner.execute(f"drop owned by {role}")
    await owner.execute(f"drop role {role}")
    await owner.close()
