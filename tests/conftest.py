"""What tests of several rooms share: databases of both kinds, fresh for every test."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
import structlog
from hypothesis import HealthCheck, settings
from psycopg import sql
from sqlalchemy import make_url
from sqlmodel import SQLModel

from storage.db import Database
from storage.engines import building_engine, parse_url
from tests.postgres_server import QUICK, NoPostgresError, any_server

_numbers = count(1)
_LONG = {"faults", "simulation", "browser"}

# a busy machine is no fault of what is tested
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite` writes what the bot says now into the golden conversations."""
    parser.addoption("--rewrite", action="store_true", help="write golden conversations anew")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files come first, so that no core waits for the last of them at the end."""
    items.sort(key=lambda item: not _LONG & set(item.path.parts))


@pytest.fixture(autouse=True)
def _brief_logs() -> None:
    """A fault is logged with its places only: drawing every local value takes seconds."""
    brief = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, brief])


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    with building_engine(parse_url(str(path))) as engine:
        SQLModel.metadata.create_all(engine)
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server, where tests may make databases of their own."""
    server = any_server()
    try:
        url = server.__enter__()
    except NoPostgresError as error:
        if os.environ.get("TEST_REQUIRE_PG") == "1":
            pytest.fail(f"PostgreSQL is required: {error}")
        pytest.skip(f"no PostgreSQL: {error}")
    try:
        if "TEST_PG_URL" not in os.environ:
            _in_server(url, *(f"ALTER SYSTEM SET {name} = {QUICK[name]}" for name in QUICK))
            _in_server(url, "SELECT pg_reload_conf()")
        yield url
    finally:
        server.__exit__(None, None, None)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a PostgreSQL database with every table, to be copied."""
    name = f"gridwhistle_test_{os.getpid()}_template"
    _in_server(postgres_server, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    with building_engine(parse_url(_database(postgres_server, name))) as engine:
        SQLModel.metadata.create_all(engine)
    yield name
    _in_server(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


def _database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _in_server(url: str, *statements: str) -> None:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        for statement in statements:
            connection.execute(sql.SQL(statement))


def _new_postgres(server: str, template: str) -> Iterator[str]:
    name = f"gridwhistle_test_{os.getpid()}_{next(_numbers)}"
    how = "ENCODING 'UTF8'" if template == "template0" else "STRATEGY FILE_COPY"
    _in_server(server, f"CREATE DATABASE {name} TEMPLATE {template} {how}")
    yield _database(server, name)
    _in_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A SQLite database with every table and no row."""
    path = tmp_path / "gridwhistle.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A PostgreSQL database with every table and no row."""
    yield from _new_postgres(postgres_server, postgres_template)


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """Where a SQLite database may be made."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database without tables."""
    yield from _new_postgres(postgres_server, "template0")


BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """A database with every table and no row: each test runs on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest) -> str:
    """A database without tables: each test runs on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The database of `database_url`, open: each test runs on SQLite and on PostgreSQL."""
    opened = Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """A SQLite database, open, for tests to which the kind of database does not matter."""
    opened = Database.open(sqlite_url)
    yield opened
    await opened.close()
