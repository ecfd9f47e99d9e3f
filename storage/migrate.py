"""Bring a database to the newest shape of the tables."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from storage.engines import building_engine, parse_url, shown
from storage.troubles import DatabaseUnavailableError, Trouble, told

SCRIPTS = Path(__file__).with_name("migrations")


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's settings, made here so that no file beside the package is needed."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The revision this version of the program works with."""
    return str(ScriptDirectory.from_config(configuration()).get_current_head())


def upgrade(url: str) -> str:
    """The database has the newest tables, made from nothing if need be: their revision.

    Raises DatabaseUnavailableError, also when the database belongs to a newer program.
    """
    address = parse_url(url)
    try:
        with building_engine(address) as engine, engine.connect() as connection:
            _refuse_the_unknown(connection, shown(address))
            command.upgrade(configuration(connection), "head")
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
            return MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        raise told(error, shown(address)) from error


def _refuse_the_unknown(connection: Connection, where: str) -> None:
    revision = MigrationContext.configure(connection).get_current_revision()
    known = {
        script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()
    }
    if revision is not None and revision not in known:
        raise DatabaseUnavailableError(Trouble.TOO_NEW, where)
    connection.rollback()
