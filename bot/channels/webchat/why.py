"""Why the bot did what it did about one message: read from what the rows keep."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.channels.webchat.shown import iso
from handlers import texts
from handlers.permissions import is_hidden
from handlers.wording import number
from storage.codes import InboxState, TimerState
from storage.console import CaseFile, Names, names_for, open_file
from storage.conversations import find_conversation
from storage.tables.case import Case, CaseEvent
from storage.tables.conversation import ChatGroup
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.timer import Timer

Told = dict[str, Any]

_ENOUGH = 60  # characters of what was said elsewhere


def explain(session: Session, message_id: str) -> Told | None:
    """The reasons behind the message `i12` or `o34`; None when there is no such message."""
    kind, digits = message_id[:1], message_id[1:]
    if kind not in {"i", "o"} or not digits.isdecimal() or len(digits) > 15:
        return None
    if kind == "i":
        heard = session.get(InboundMessage, int(digits))
        return None if heard is None else _of_heard(session, heard)
    said = session.get(OutboundMessage, int(digits))
    return None if said is None else _of_said(session, said)


def _of_heard(session: Session, row: InboundMessage) -> Told:
    answers = _answers(session, f"message:{row.id}:")
    moments = {row.handled_at, *(one.created_at for one in answers)}
    told = _about_case(session, row.case_id, moments)
    waiting = row.state is InboxState.WAITING
    return {
        "words": row.text or texts.render(f"message_kind.{row.kind.value}"),
        "from": row.sender_name,
        "at": iso(row.sent_at),
        "waiting": waiting,
        "judged": _judged(row, has_case=row.case_id is not None),
        "effects": _effects(session, answers),
        **told,
        "timers": told["timers"] or _timers_of_chat(session, row),
    }


def _of_said(session: Session, row: OutboundMessage) -> Told:
    cause = ":".join(row.key.split(":")[:2])
    answers = _answers(session, f"{cause}:")
    heard = session.get(InboundMessage, row.cause_id) if row.cause_id else None
    return {
        **_cause(session, row, heard),
        "waiting": False,
        "judged": _judged(heard, has_case=row.case_id is not None) if heard else None,
        "effects": _effects(session, answers),
        **_about_case(session, row.case_id, {row.created_at}),
    }


def _cause(session: Session, row: OutboundMessage, heard: InboundMessage | None) -> Told:
    if heard is not None:
        words = heard.text or texts.render(f"message_kind.{heard.kind.value}")
        return {"words": words, "from": heard.sender_name, "at": iso(heard.sent_at)}
    kind, _, rest = row.key.partition(":")
    timer_id = rest.partition(":")[0]
    timer = session.get(Timer, int(timer_id)) if kind == "timer" and timer_id.isdecimal() else None
    words = texts.render(f"timer_kind.{timer.kind.value}") if timer else row.text[:_ENOUGH]
    return {"words": words, "from": "时间到了" if timer else "", "at": iso(row.created_at)}


def _judged(row: InboundMessage, *, has_case: bool) -> Told | None:
    if not row.intent:
        return None
    key = f"intent.{row.intent}"
    label = texts.render(key) if key in texts.keys() else row.intent  # noqa: SIM118
    return {"id": row.intent, "label": label, "has_case": has_case}


def _answers(session: Session, prefix: str) -> list[OutboundMessage]:
    starts = col(OutboundMessage.key).startswith(prefix, autoescape=True)
    return list(
        session.exec(select(OutboundMessage).where(starts).order_by(col(OutboundMessage.id)))
    )


def _effects(session: Session, answers: Sequence[OutboundMessage]) -> list[str]:
    groups = dict(
        session.exec(
            select(ChatGroup.external_id, ChatGroup.name).where(
                col(ChatGroup.external_id).in_([one.chat_id for one in answers])
            )
        ).all()
    )
    return [_effect(one, groups) for one in answers]


def _effect(row: OutboundMessage, groups: dict[str, str]) -> str:
    words = " ".join(row.text.split())
    short = words if len(words) <= _ENOUGH else f"{words[:_ENOUGH]}…"
    where = groups.get(row.chat_id)
    to = f"在{where}里" if where else f"对{row.chat_id.removeprefix('p:')}"
    return f"{to}说：{short}"


def _timers_of_chat(session: Session, row: InboundMessage) -> list[Told]:
    conversation = find_conversation(session, row.channel, row.chat_id)
    if conversation is None:
        return []
    drafts = col(Timer.subject).startswith(f"draft:{conversation.id}:", autoescape=True)
    found = session.exec(
        select(Timer)
        .where(drafts, col(Timer.state) == TimerState.WAITING)
        .order_by(col(Timer.due_at))
    )
    return [_timer(one) for one in found]


def _about_case(session: Session, case_id: int | None, moments: set[datetime | None]) -> Told:
    """The case behind a message; what was told in confidence is shown in no panel."""
    case = session.get(Case, case_id) if case_id is not None else None
    if case is not None and is_hidden(case):
        nothing: Told = {key: [] for key in ("whistles", "timers", "history", "effects")}
        return nothing | {"case": None, "is_kept": True}
    found = open_file(session, case.county_id, case.number) if case else None
    if found is None:
        return {"case": None, "whistles": [], "timers": [], "history": []}
    names = names_for(session, (), found)
    return {
        "case": _case(found, names),
        "whistles": [
            {
                "department": names.department(one.department_id),
                "role": texts.render(f"whistle_role.{one.role.value}"),
                "state": texts.render(f"whistle_state.{one.state.value}"),
                "due_at": iso(one.report_in_due_at) if one.reported_in_at is None else None,
            }
            for one in found.whistles
        ],
        "timers": [_timer(one) for one in found.timers],
        "history": [_event(one, names, is_now=one.at in moments) for one in found.events],
    }


def _case(found: CaseFile, names: Names) -> Told:
    case = found.case
    lineage = reversed(names.lineage(case.region_id))
    owner = names.person(case.owner_id) or names.department(case.owner_department_id)
    return {
        "number": number(case.number),
        "title": case.title,
        "urgency": {
            "id": case.urgency.value,
            "label": texts.render(f"urgency.{case.urgency.value}"),
        },
        "place": case.place,
        "region": " · ".join(one.name for one in lineage),
        "owner": owner,
        "state": texts.render(f"case_state.{case.state.value}"),
        "colour": case.colour.value,
        "due_at": iso(case.resolve_due_at) if case.resolve_due_at else None,
        "url": f"/console/cases/{case.number}",
        "reasons": list(case.reasons),
    }


def _timer(timer: Timer) -> Told:
    label = texts.render(f"timer_kind.{timer.kind.value}")
    return {"label": label, "due_at": iso(timer.due_at)}


def _event(event: CaseEvent, names: Names, *, is_now: bool) -> Told:
    return {
        "at": iso(event.at),
        "actor": names.person(event.actor_id) or texts.render(f"role.{event.actor_role.value}"),
        "move": texts.render(f"move.{event.move.value}"),
        "note": event.note,
        "is_now": is_now,
    }
