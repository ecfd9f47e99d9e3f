"""Migrations: up from nothing gives exactly the tables of the program."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlmodel import SQLModel, select

from storage.db import Database, DatabaseUnavailableError, Trouble
from storage.engines import building_engine, parse_url
from storage.migrate import VERSIONS, current, known, newest, upgrade
from storage.migrating import configuration
from storage.tables import Counter


def differences(url: str) -> list[object]:
    """What an automatic migration would still change."""
    with building_engine(parse_url(url)) as engine, engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[object] = list(compare_metadata(context, SQLModel.metadata))
        return found


def shape(url: str) -> dict[str, object]:
    """Every table with its columns, keys and indexes."""
    with building_engine(parse_url(url)) as engine:
        seen = inspect(engine)
        return {
            name: (
                {
                    column["name"]: (str(column["type"]), column["nullable"])
                    for column in seen.get_columns(name)
                },
                sorted(str(key["column_names"]) for key in seen.get_unique_constraints(name)),
                sorted(str(key["constrained_columns"]) for key in seen.get_foreign_keys(name)),
                sorted(str(index["column_names"]) for index in seen.get_indexes(name)),
            )
            for name in seen.get_table_names()
            if name != "alembic_version"
        }


def test_up_from_nothing_gives_the_tables_of_the_program(empty_url: str) -> None:
    assert current(empty_url) is None
    assert upgrade(empty_url) == newest()
    assert current(empty_url) == newest()
    assert differences(empty_url) == []


def test_the_scripts_are_named_by_their_revisions_in_order() -> None:
    scripts = ScriptDirectory.from_config(configuration())
    in_order = [script.revision for script in scripts.walk_revisions()][::-1]
    assert known() == in_order
    assert newest() == scripts.get_current_head()


def test_migrated_and_created_databases_are_the_same(
    empty_url: str, request: pytest.FixtureRequest
) -> None:
    upgrade(empty_url)
    kind = "sqlite" if empty_url.startswith("sqlite") else "postgres"
    assert shape(empty_url) == shape(request.getfixturevalue(f"{kind}_url"))


def test_a_second_upgrade_changes_nothing(empty_url: str) -> None:
    upgrade(empty_url)
    with building_engine(parse_url(empty_url)) as engine, engine.begin() as connection:
        connection.execute(text("INSERT INTO counter (county_id, name, value) VALUES (1, 'n', 7)"))
    assert upgrade(empty_url) == newest()
    with building_engine(parse_url(empty_url)) as engine, engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM counter")).scalar() == 7


def test_several_replicas_may_upgrade_at_once(empty_url: str) -> None:
    program = "import sys; from storage.migrate import upgrade; upgrade(sys.argv[1])"
    command = [sys.executable, "-W", "error", "-c", program, empty_url]
    replicas = [subprocess.Popen(command) for _ in range(2)]
    assert [replica.wait(60) for replica in replicas] == [0, 0]
    assert current(empty_url) == newest()


def test_a_database_of_a_newer_program_is_left_alone(empty_url: str) -> None:
    upgrade(empty_url)
    with building_engine(parse_url(empty_url)) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnavailableError, match="更新版本") as caught:
        upgrade(empty_url)
    assert caught.value.kind is Trouble.TOO_NEW


def test_a_database_of_another_unreleased_program_is_left_alone(empty_url: str) -> None:
    upgrade(empty_url)
    with building_engine(parse_url(empty_url)) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(DatabaseUnavailableError, match="正式发布以前") as caught:
        upgrade(empty_url)
    assert caught.value.kind is Trouble.UNRELEASED


def test_the_first_revision_is_named_after_the_tables_it_makes() -> None:
    text_of = (VERSIONS / f"{newest()}_the_first_tables.py").read_text(encoding="utf-8")
    plain = text_of.replace(f'"{newest()}"', '"0001"')
    assert newest() == f"0001{sha256(plain.encode()).hexdigest()[:8]}"


async def test_a_migrated_database_works(empty_url: str) -> None:
    upgrade(empty_url)
    database = Database.open(empty_url)
    await database.tx(lambda session: session.add(Counter(county_id=1, name="case")))
    kept = await database.read(lambda session: session.exec(select(Counter)).one().name)
    await database.close()
    assert kept == "case"


def test_a_broken_file_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(b"this is no database" * 1000)
    for ask in (upgrade, current):
        with pytest.raises(DatabaseUnavailableError, match="损坏"):
            ask(str(path))
    assert path.read_bytes().startswith(b"this is no database")


def test_the_folder_of_the_first_database_is_made(tmp_path: Path) -> None:
    path = tmp_path / "var" / "gridwhistle.db"
    upgrade(str(path))
    assert path.is_file()
    with pytest.raises(DatabaseUnavailableError, match="GRIDWHISTLE_DATABASE_URL"):
        upgrade(str(tmp_path / "no" / "such" / "folder.db"))
