"""Bring a database to the newest shape of the tables."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from storage.engines import building_engine, parse_url, shown
from storage.troubles import DatabaseUnavailableError, Trouble, told

_FIRST = "0001"
VERSIONS = Path(__file__).with_name("migrations") / "versions"


def known() -> list[str]:
    """Every revision this version of the program has a script for, the newest last."""
    return sorted(script.name.split("_")[0] for script in VERSIONS.glob("[0-9]*.py"))


def newest() -> str:
    """The revision this version of the program works with."""
    return known()[-1]


def upgrade(url: str) -> str:
    """The database has the newest tables, made from nothing if need be: their revision.

    Raises DatabaseUnavailableError, also when the database belongs to another program.
    """
    address = parse_url(url)
    try:
        with building_engine(address) as engine, engine.connect() as connection:
            revision = revision_of(connection)
            if revision not in {None, *known()}:
                raise DatabaseUnavailableError(_why_not(str(revision)), shown(address))
            if revision != newest():
                _run(connection)
    except SQLAlchemyError as error:
        raise told(error, shown(address)) from error
    return newest()


def current(url: str) -> str | None:
    """The revision the database has; None when it has no tables yet, or is not there."""
    address = parse_url(url)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        return None
    try:
        with building_engine(address) as engine, engine.connect() as connection:
            return revision_of(connection)
    except SQLAlchemyError as error:
        raise told(error, shown(address)) from error


def revision_of(connection: Connection) -> str | None:
    """The revision that is written in the database; None when nothing is."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _why_not(revision: str) -> Trouble:
    is_first = revision.startswith(_FIRST)  # written anew while nothing is released: never the same
    return Trouble.UNRELEASED if is_first else Trouble.TOO_NEW


def _run(connection: Connection) -> None:
    # A service whose tables are the newest need not carry Alembic, 12 MB.
    from storage.migrating import run  # noqa: PLC0415

    connection.rollback()
    run(connection)
