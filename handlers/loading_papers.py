"""Reads the letters and plans that a message of staff may speak of; nothing where it does not."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlmodel import Session

from handlers.permissions import COUNTY
from handlers.situation import CaseView, Papers, Speaker
from storage import cases, letters, outbox, plans
from storage.codes import Role
from storage.tables.case import Case
from storage.tables.letter import Letter
from storage.tables.message import InboundMessage

Viewing = Callable[[Session, Sequence[Case]], tuple[CaseView, ...]]

_PLAN = re.compile("定责|明责|责任领导|责任人|包案|方案|牵头|负责|一案一策|措施")
_ABOUT = re.compile("函|督办|签发|签收|收到|收悉|回执|作废|不发|不签")
_BUTTON = re.compile(r"letter:[a-z]+:(\d{1,9})")
_NUMBER = re.compile(r"(\d{1,5})\s*号")


def load_papers(
    session: Session,
    message: InboundMessage,
    speaker: Speaker,
    case_id: int | None,
    view: Viewing,
) -> Papers:
    """The letters and plan a message of staff may mean, read only when its words call for it.

    `case_id` is the case that is named, else the one last spoken of.
    """
    if not speaker.is_staff:
        return Papers()
    plan = None
    if case_id is not None and _PLAN.search(message.text):
        plan = plans.find_newest(session, case_id)
    return replace(_letters(session, message, speaker, view), plan=plan)


def _letters(session: Session, message: InboundMessage, speaker: Speaker, view: Viewing) -> Papers:
    pressed = _BUTTON.fullmatch(str(message.data.get("key", "")))
    if pressed is None and not _ABOUT.search(message.text):
        return Papers()
    found = _pressed(session, int(pressed[1])) if pressed else _meant(session, message, speaker)
    case_ids = {one.case_id for one in found if one.case_id is not None}
    about = list(cases.list_cases(session, case_ids).values())
    last = outbox.find_last_key(session, message.channel, message.chat_id)
    return Papers(tuple(found), view(session, about), is_last=last.startswith("letter."))


def _pressed(session: Session, letter_id: int) -> list[Letter]:
    letter = letters.find_letter(session, letter_id)
    return [letter] if letter is not None else []


def _meant(session: Session, message: InboundMessage, speaker: Speaker) -> list[Letter]:
    found: dict[int | None, Letter] = {}
    for number in _NUMBER.findall(message.text):
        for one in letters.list_numbered(session, message.county_id, int(number)):
            found[one.id] = one
    if speaker.roles() & (COUNTY | {Role.LEADER, Role.TOWNSHIP_DUTY}):
        found |= {one.id: one for one in letters.list_waiting(session, message.county_id)}
    departments = [p.department_id for p in speaker.posts if p.department_id is not None]
    regions = [p.region_id for p in speaker.posts if p.region_id is not None]
    found |= {one.id: one for one in letters.list_waiting_for(session, departments, regions)}
    return sorted(found.values(), key=lambda one: one.id or 0)
