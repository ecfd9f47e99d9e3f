"""How Alembic meets our tables."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import AutoString, SQLModel

import storage.tables  # noqa: F401  (makes the metadata whole)
from storage.columns import tell_conditions

ONE_AT_A_TIME = 7_236_100_117  # any number, as long as nothing else locks the same


def plain(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Migrations name plain SQL types, so that old ones do not change with our classes."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def migrate(connection: Connection) -> None:
    """The scripts have run on this connection, all in one transaction."""
    tell_conditions(SQLModel.metadata)
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=plain,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            # Several replicas may start at once; the second finds nothing left to do.
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
        context.run_migrations()


migrate(context.config.attributes["connection"])
