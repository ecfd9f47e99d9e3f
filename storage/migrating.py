"""Alembic at work on a database. Only `storage.migrate` calls it, and only when there is work."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

SCRIPTS = Path(__file__).with_name("migrations")


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's settings, made here so that no file beside the package is needed."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def run(connection: Connection) -> None:
    """The database has the newest tables."""
    command.upgrade(configuration(connection), "head")
