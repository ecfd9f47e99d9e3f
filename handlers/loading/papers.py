"""Reads the papers a message may speak of: letters, plans, mediations; nothing where it does not."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session

from handlers.permissions import COUNTY
from handlers.situation import (
    CaseView,
    LetterSituation,
    MediationSituation,
    Papers,
    Speaker,
    World,
)
from storage import cases, letters, mediations, outbox, plans, visits
from storage.codes import Role
from storage.tables.case import Case
from storage.tables.letter import Letter
from storage.tables.message import InboundMessage
from storage.tables.plan import CasePlan

Viewing = Callable[[Session, Sequence[Case]], tuple[CaseView, ...]]

_PLAN = re.compile("定责|明责|责任领导|责任人|包案|方案|牵头|负责|一案一策|措施")
_LETTER = re.compile("函|督办|签发|签收|收到|收悉|回执|作废|不发|不签")
_MEDIATION = re.compile("调解|同意|愿意|答应|拒绝|不肯|协议|谈拢|和解|司法确认")
_CONSENT = re.compile(
    "调解|司法确认|同意|愿意|接受|答应|不想|不要|拒绝|可以|行|中|好|换|选|方便|在家|改|^[1-9一二三]$"
)
_VISIT = re.compile("访|登门|上门|入户")
_LONGEST_CONSENT = 40
_BUTTON = re.compile(r"letter:[a-z]+:(\d{1,9})")
_NUMBER = re.compile(r"(\d{1,5})\s*号")


def load_papers(
    session: Session,
    message: InboundMessage,
    speaker: Speaker,
    case_id: int | None,
    view: Viewing,
) -> Papers:
    """What this message may mean of papers, read only when its words call for it.

    `case_id` is the case that is named, else the one last spoken of.
    """
    if not speaker.is_staff:
        return _of_resident(session, message, speaker, view)
    text, found = message.text, _letters(session, message, speaker)
    about = cases.list_cases(session, {one.case_id for one in found if one.case_id is not None})
    is_mediated = case_id is not None and _MEDIATION.search(text)
    return Papers(
        letters=tuple(found),
        views=view(session, list(about.values())),
        plan=_plan(session, text, case_id),
        mediation=mediations.find_newest(session, case_id or 0) if is_mediated else None,
        visit=visits.find_planned(session, case_id or 0) if _VISIT.search(text) else None,
        last_key=_last_key(session, message) if _LETTER.search(text) else "",
    )


def load_letter(
    session: Session, letter_id: int, now: datetime, world: World, view: Viewing
) -> LetterSituation | None:
    """Everything a timer of this letter may look at; None when the letter is gone."""
    letter = letters.find_letter(session, letter_id)
    if letter is None:
        return None
    return LetterSituation(now, world, letter, _view(session, letter.case_id, view))


def load_mediation(
    session: Session, case_id: int | None, now: datetime, world: World, view: Viewing
) -> MediationSituation | None:
    """Everything a timer of this case's mediation may look at; None when there is none."""
    about = _view(session, case_id, view)
    found = mediations.find_newest(session, case_id or 0)
    if about is None or found is None:
        return None
    return MediationSituation(now, world, about, found)


def _view(session: Session, case_id: int | None, view: Viewing) -> CaseView | None:
    about = cases.list_cases(session, [case_id]) if case_id is not None else {}
    return next(iter(view(session, list(about.values()))), None)


def _of_resident(
    session: Session, message: InboundMessage, speaker: Speaker, view: Viewing
) -> Papers:
    """The mediation or visit a resident is asked about, one to one."""
    words = message.text.strip()
    if message.is_group or len(words) > _LONGEST_CONSENT or not _CONSENT.search(words):
        return Papers()
    last = _last_key(session, message)
    if last.startswith("visit."):
        told = visits.find_told(session, speaker.id)
        about = _view(session, told.case_id, view) if told is not None else None
        return Papers(visit=told, view=about, last_key=last)
    found = mediations.find_asked(session, speaker.id)
    about = _view(session, found.case_id, view) if found is not None else None
    return Papers(mediation=found, view=about, last_key=last)


def _last_key(session: Session, message: InboundMessage) -> str:
    return outbox.find_last_key(session, message.channel, message.chat_id)


def _plan(session: Session, text: str, case_id: int | None) -> CasePlan | None:
    if case_id is None or not _PLAN.search(text):
        return None
    return plans.find_newest(session, case_id)


def _letters(session: Session, message: InboundMessage, speaker: Speaker) -> list[Letter]:
    """The letter of the button, else those the words may mean, oldest first."""
    pressed = _BUTTON.fullmatch(str(message.data.get("key", "")))
    if pressed is not None:
        letter = letters.find_letter(session, int(pressed[1]))
        return [letter] if letter is not None else []
    return _meant(session, message, speaker) if _LETTER.search(message.text) else []


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
