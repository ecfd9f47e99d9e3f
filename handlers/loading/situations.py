"""Reads from storage what a decision may look at: the shell around `Situation`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from handlers.directory import Directory
from handlers.loading.broadcasts import load_broadcast
from handlers.loading.consults import called_consults, with_children
from handlers.loading.nearby import load_nearby
from handlers.loading.papers import load_papers
from handlers.loading.standing import load_asked
from handlers.loading.surveys import (
    answered_now,
    asked_of,
    errands_of,
    proposal_of,
    reach_of,
)
from handlers.permissions import may_see
from handlers.situation import (
    DANGER_ASKED,
    CaseSituation,
    CaseView,
    NearbyCase,
    Situation,
    Speaker,
    World,
)
from handlers.understanding.grounds import number_in
from handlers.understanding.privacy import asks_who_looked
from storage import (
    attempts,
    cases,
    conversations,
    fragments,
    looks,
    people,
    regions,
    surveys,
)
from storage.codes import CaseState, MessageKind, RefusalCode, WhistleState
from storage.tables.case import Case
from storage.tables.conversation import Conversation, Draft
from storage.tables.message import InboundMessage

NUMBER = re.compile("[#\uff03]\\s*(\\d{1,7})")
_RECENT = timedelta(minutes=10)
_SAME_ALARM = timedelta(hours=2)
_MAY_BE_A_CHILD = re.compile(
    r"(?:我|俺)?(?:后)?[爸妈]|爹|打我|打俺|欺负|不敢回|饿|一个人在家|学校|放学|同学|跟[他她]走"
)
_REMEMBERED = timedelta(days=30)


def load_directory(session: Session) -> Directory:
    """The county's roster as it stands now."""
    rows = regions.list_directory_rows(session)
    return Directory(
        rows.county, rows.regions, rows.departments, rows.people, rows.groups, rows.places
    )


def load(session: Session, message: InboundMessage, now: datetime, world: World) -> Situation:
    """Everything a decision about `message` may look at; the sender is known afterwards."""
    directory = world.directory
    group = directory.group_at(message.channel, message.chat_id) if message.is_group else None
    person, is_new = people.ensure_person(session, message, now)
    survey = asked_of(session, person.id or 0, message, now)
    if survey is not None and survey.person_id != person.id:
        person = people.get_people(session, [survey.person_id])[survey.person_id]
    speaker = Speaker(person, directory.posts_held(person.id, now))
    conversation = conversations.ensure_conversation(session, message, group, speaker.id)
    drafts = _drafts(session, message, conversation, speaker)
    mine = [] if is_new else _mine(session, speaker, now)
    named = _named(session, message, conversation)
    second = _second(session, message) if speaker.is_staff else None
    told = _last_told(session, message, speaker)
    errands = attempts.list_errands(session, speaker.id) if speaker.is_staff else []
    asked = survey.case_id if survey else None
    # One case may be named and told of at once; it is read once.
    alarms = _alarms(session, message, now)
    errand_ids = (errand.case_id for errand in errands)
    views = _views(session, (*mine, *alarms, named, second, told, asked, *errand_ids))
    cited = _cited(session, views.get(named) or views.get(told)) if second is None else None
    asked_about = views.get(asked)
    return Situation(
        now=now,
        world=world,
        message=message,
        speaker=speaker,
        conversation=conversation,
        group=group,
        draft=next((d for d in drafts if d.person_id == speaker.id), None),
        other_drafts=tuple(d for d in drafts if d.person_id != speaker.id),
        nearby=load_nearby(session, speaker, group, now, world, views),
        alarms=tuple(views[case_id] for case_id in alarms if case_id in views),
        looks=_looks(session, message, speaker, mine),
        named=with_children(session, message, views.get(named)),
        also_named=views.get(second) or cited,
        last_told=with_children(session, message, views.get(told)),
        mine=tuple(
            v for v in (views[case_id] for case_id in mine) if _shown(v, speaker, directory)
        ),
        survey=(survey, asked_about) if survey and asked_about else None,
        proposal=proposal_of(session, message, views.get(named) or views.get(told)),
        answering=answered_now(session, conversation),
        tries=tuple(attempts.list_of_survey(session, survey.id or 0)) if survey else (),
        errands=errands_of(session, errands, views),
        recent=_recent(session, message, speaker, now, world, mine),
        papers=load_papers(session, message, speaker, named or told, load_views),
        broadcast=load_broadcast(session, message, speaker, now),
        standing=load_asked(session, message, speaker, now, world),
    )


def with_whole_nearby(session: Session, s: Situation) -> Situation:
    """The situation with all that is known of the cases nearby."""
    views = _views(session, [view.id for view in s.nearby if isinstance(view, NearbyCase)])
    return replace(s, nearby=tuple(views.get(view.id, view) for view in s.nearby))


def load_case(
    session: Session, case_id: int | None, now: datetime, world: World
) -> CaseSituation | None:
    """Everything a timer of this case may look at; None when the case is gone."""
    view = _views(session, [case_id]).get(case_id)
    if view is None:
        return None
    asked = tuple(surveys.list_of_case(session, view.id))
    if not asked:
        return CaseSituation(now=now, world=world, view=view)
    return CaseSituation(
        now=now,
        world=world,
        view=view,
        surveys=asked,
        tries=tuple(attempts.list_of_case(session, view.id)),
        reach=reach_of(session, {one.person_id for one in asked}, now),
    )


def load_views(session: Session, found: Sequence[Case]) -> tuple[CaseView, ...]:
    """These cases with their reporters and whistles, in the same order."""
    ids = [c.id for c in found if c.id is not None]
    if not ids:
        return ()
    reports = cases.reports_of(session, ids)
    whistles = cases.whistles_of(session, ids)
    said = cases.last_said_in_groups(session, ids)
    called = called_consults(session, found, load_views)
    return tuple(
        CaseView(
            case=c,
            reports=reports.get(c.id or 0, ()),
            whistles=whistles.get(c.id or 0, ()),
            said_in_group_at=said.get(c.id or 0),
            consult=called.get(c.id or 0),
        )
        for c in found
    )


def _views(session: Session, case_ids: Iterable[int | None]) -> dict[int | None, CaseView]:
    """The cases with these ids, each once."""
    found = cases.list_cases(session, {one for one in case_ids if one is not None})
    return {view.id: view for view in load_views(session, list(found.values()))}


def _drafts(
    session: Session, message: InboundMessage, conversation: Conversation, speaker: Speaker
) -> list[Draft]:
    """What is being told here; one to one also what the speaker said in a group and is asked about."""
    chat = conversation.id or 0
    if message.is_group or speaker.is_staff:
        return fragments.list_drafts(session, chat)
    found = fragments.list_drafts_of(session, chat, speaker.id, DANGER_ASKED)
    return sorted(found, key=lambda draft: draft.conversation_id != chat)


def _shown(view: CaseView, speaker: Speaker, directory: Directory) -> bool:
    """True for what a member of staff may see; their department may be whistled for more."""
    return not speaker.is_staff or may_see(speaker, view, directory)


def _looks(
    session: Session, message: InboundMessage, speaker: Speaker, mine: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """How often one's own confidential cases were looked at, when that is asked for."""
    if speaker.is_staff or message.is_group or not asks_who_looked(message.text):
        return {}
    return looks.count(session, mine)


def _alarms(session: Session, message: InboundMessage, now: datetime) -> list[int]:
    """The dangers that are on: who writes to the bot alone may speak of any of them."""
    if message.is_group or not message.text:
        return []
    return cases.alarms_since(session, now - _SAME_ALARM)


def _last_told(session: Session, message: InboundMessage, speaker: Speaker) -> int | None:
    """The case last spoken of one to one or among staff; a residents' group talks of many."""
    if message.is_group and not speaker.is_staff:
        return None
    return cases.last_told(session, message.channel, message.chat_id)


def _recent(
    session: Session,
    message: InboundMessage,
    speaker: Speaker,
    now: datetime,
    world: World,
    mine: Sequence[int],
) -> tuple[InboundMessage, ...]:
    """What was said here lately, where a decision looks at it: it is much to read for nothing."""
    looked_at = (
        message.kind is MessageKind.RECALL
        or speaker.is_staff
        or (message.is_group and bool(mine))  # somebody may have asked the teller where
        or world.policy.asks_language_model
        or _MAY_BE_A_CHILD.search(message.text) is not None  # its age may stand in the line before
    )
    if not looked_at:
        return ()
    return tuple(conversations.list_recent(session, message, now - _RECENT))


def _named(session: Session, message: InboundMessage, conversation: Conversation) -> int | None:
    button = str(message.data.get("key", ""))
    if (number := NUMBER.search(message.text)) is not None:
        case = cases.find_numbered(session, message.county_id, int(number[1]))
        return case.id if case else None
    if (pressed := re.fullmatch(r"[a-z_]+:(\d{1,9})", button)) is not None:
        return int(pressed[1])
    if (quoted := NUMBER.search(_quoted(message))) is not None:
        case = cases.find_numbered(session, message.county_id, int(quoted[1]))
        return case.id if case else None
    if conversation.question and conversation.question.get("case_id"):
        return int(conversation.question["case_id"] or 0)
    return None


def _quoted(message: InboundMessage) -> str:
    """The words that were answered with a quotation (引用)."""
    quote = message.data.get("quote")
    return str(quote.get("text", "")) if isinstance(quote, dict) else ""


def _second(session: Session, message: InboundMessage) -> int | None:
    numbers = NUMBER.findall(message.text)
    case = cases.find_numbered(session, message.county_id, int(numbers[1])) if numbers[1:] else None
    return case.id if case else None


def _cited(session: Session, view: CaseView | None) -> CaseView | None:
    """The case this one was merged into, or that a pending refusal says is handled already."""
    if view is not None and view.case.state is CaseState.MERGED and view.case.linked_id:
        return next(iter(_views(session, [view.case.linked_id]).values()), None)
    for whistle in view.in_force if view is not None else ():
        is_r3 = whistle.refusal_code is RefusalCode.R3
        if not is_r3 or whistle.state is not WhistleState.REFUSAL_PENDING:
            continue
        number = number_in(whistle.refusal_reason)
        case = cases.find_numbered(session, whistle.county_id, number) if number else None
        return next(iter(load_views(session, [case])), None) if case else None
    return None


def _mine(session: Session, speaker: Speaker, now: datetime) -> list[int]:
    if not speaker.is_staff:
        return cases.reported_by(session, speaker.id, now - _REMEMBERED)
    departments = [p.department_id for p in speaker.posts if p.department_id is not None]
    return cases.owed(session, speaker.id, departments)
