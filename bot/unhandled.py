"""When a message cannot be handled or said, a person is told."""

from datetime import datetime

from sqlmodel import Session

from handlers import texts
from storage import outbox, tasks
from storage.clock import local
from storage.codes import TaskKind
from storage.tables.case import Task
from storage.tables.message import InboundMessage, OutboundMessage


def apologise(session: Session, message: InboundMessage, now: datetime) -> None:
    """The sender gets an apology one to one, and the triage desk has the message to look at."""
    outbox.put(
        session,
        OutboundMessage(
            county_id=message.county_id,
            key=f"dead:{message.id}",
            channel=message.channel,
            chat_id=message.sender_id,
            audience=f"private:{message.sender_name}",
            cause_id=message.id,
            text_key="resident.sorry_failed",
            text=texts.render("resident.sorry_failed"),
            created_at=now,
            not_before=now,
        ),
    )
    title = texts.render("failure.unread_title", message=message.id)
    _open(session, message, f"dead-message:{message.id}", TaskKind.TRIAGE, title, now)


def undelivered(session: Session, message: OutboundMessage, now: datetime, why: str = "") -> None:
    """The desk knows that these words reached nobody, why, and that they must be told another way."""
    title = texts.render("failure.undelivered_title", message=message.id, why=why)
    _open(session, message, f"undelivered:{message.id}", TaskKind.DELIVERY, title, now)


def needs_mending(session: Session, message: OutboundMessage, why: str, now: datetime) -> None:
    """The desk knows that a channel takes nothing until a setting is put right; once a day."""
    key = f"channel:{message.channel}:{local(now).date().isoformat()}"
    title = texts.render("failure.needs_mending_title", why=why)
    task = Task(
        county_id=message.county_id, key=key, kind=TaskKind.DELIVERY, title=title, created_at=now
    )
    tasks.open_task(session, task)


def unsure(session: Session, message: OutboundMessage, now: datetime) -> None:
    """The desk knows that nobody knows whether these words arrived."""
    title = texts.render("failure.unsure_title", message=message.id)
    _open(session, message, f"unsure:{message.id}", TaskKind.DELIVERY, title, now)


def _open(
    session: Session,
    message: InboundMessage | OutboundMessage,
    key: str,
    kind: TaskKind,
    title: str,
    now: datetime,
) -> None:
    task = Task(
        county_id=message.county_id,
        key=key,
        kind=kind,
        case_id=message.case_id,
        title=title,
        created_at=now,
    )
    tasks.open_task(session, task)
