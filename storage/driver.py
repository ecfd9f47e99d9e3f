"""Statements that are text already go straight to the driver, in the session's transaction."""

from collections.abc import Sequence
from typing import Any, NoReturn

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

_KEPT = "connection of the innermost transaction"


def connection_of(session: Session) -> Connection:
    """The connection of the session's innermost transaction, which has begun.

    The session would look it up anew for each of the two dozen statements of a report.
    """
    kept = session.info.get(_KEPT)
    if kept is None or kept[0] is not _innermost(session):
        connection = session.connection()
        kept = session.info[_KEPT] = _innermost(session), connection
    found: Connection = kept[1]
    return found


def use(session: Session, connection: Connection) -> None:
    """As long as the session has begun nothing itself, its statements go to this connection.

    To let it begin takes as long as two statements, and most units of work never need it.
    """
    session.info[_KEPT] = None, connection


def _innermost(session: Session) -> object:
    return session.get_nested_transaction() or session.get_transaction()


def sent(connection: Connection, text: str, values: Any) -> DBAPICursor:  # noqa: ANN401
    """The statement has run; what it found can be fetched. Raises DBAPIError."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(text, values)
    except connection.dialect.loaded_dbapi.Error as error:
        _give_up(connection, text, error)
    return cursor


def sent_many(connection: Connection, text: str, rows: Sequence[Any]) -> None:
    """The statement has run for every row. Raises DBAPIError."""
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(text, rows)
    except connection.dialect.loaded_dbapi.Error as error:
        _give_up(connection, text, error)


def _give_up(connection: Connection, text: str, error: Any) -> NoReturn:  # noqa: ANN401
    """The driver's error as SQLAlchemy tells it, without values: they may be somebody's words."""
    dialect = connection.dialect
    is_gone = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if is_gone:
        connection.invalidate(error)
    raise DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_gone,
        dialect=dialect,
    ) from error
