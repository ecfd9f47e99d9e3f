"""Reads from storage what is asked of reporters afterwards, and of whom."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from handlers.situation import CaseView, Errand, Reach, Speaker
from handlers.speech import SMS
from storage import history, people, surveys
from storage.tables.case import CaseEvent
from storage.tables.conversation import Conversation
from storage.tables.message import InboundMessage
from storage.tables.survey import Survey, SurveyAttempt

_REMEMBERED = timedelta(days=30)


def asked_of(
    session: Session, person_id: int, message: InboundMessage, now: datetime
) -> Survey | None:
    """What the speaker is being asked; of a short message by the number it was sent to."""
    if message.is_group:
        return None
    since = now - _REMEMBERED
    if message.channel == SMS:
        return surveys.find_asked_by_sms(session, message.sender_id, since)
    return surveys.find_asked(session, person_id, since)


def reach_of(session: Session, person_ids: Iterable[int], now: datetime) -> dict[int, Reach]:
    """How each of these can be reached."""
    found = people.get_people(session, list(person_ids))
    ways = people.find_ways(session, list(found), now)
    return {key: Reach(person, key in ways) for key, person in found.items()}


def errands_of(
    session: Session, found: Sequence[SurveyAttempt], views: Mapping[int | None, CaseView]
) -> tuple[Errand, ...]:
    """The calls and visits found, with whom and what they are about."""
    asked = {one.survey_id: surveys.get(session, one.survey_id) for one in found}
    ids = [one.person_id for one in asked.values()]
    named = people.get_people(session, ids) if ids else {}
    return tuple(
        Errand(one, asked[one.survey_id], views[one.case_id], Speaker(reporter))
        for one in found
        if (reporter := named.get(asked[one.survey_id].person_id)) and one.case_id in views
    )


def answered_now(session: Session, conversation: Conversation) -> Survey | None:
    """The survey that the open question of this chat belongs to."""
    survey_id = (conversation.question or {}).get("survey_id")
    return surveys.get(session, int(survey_id)) if survey_id else None


def proposal_of(
    session: Session, message: InboundMessage, view: CaseView | None
) -> CaseEvent | None:
    """What one person said of the law, read only where somebody speaks of it."""
    if view is None or "办不到" not in message.text:
        return None
    said = (e for e in history.list_events(session, view.id) if "beyond_law" in e.data)
    last = next(reversed(list(said)), None)
    return last if last is not None and last.data["beyond_law"] and "by" in last.data else None
