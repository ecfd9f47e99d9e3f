"""One turn: a message is read, the situation loaded, decided upon and written down."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session

from handlers.delivery import Cause
from handlers.dialogue import flow
from handlers.effects import Effect
from handlers.intake import drafts, possible_dangers, telling_on
from handlers.intake.account import around
from handlers.loading import situations
from handlers.perform import perform
from handlers.situation import Situation, World
from handlers.speech import LANGUAGE_MODEL, MEMBERS_ONLY
from handlers.understanding.reading import Around, Intent, Reading
from storage import cases, conversations, fragments, inbox
from storage.codes import GroupKind, MessageKind
from storage.errors import NotReadError
from storage.tables.conversation import Draft
from storage.tables.message import InboundMessage
from storage.tables.timer import Timer

_IDLE = frozenset(
    {
        Intent.CHIT_CHAT,
        Intent.GREETING,
        Intent.THANKS,
        Intent.AD_SPAM,
        Intent.RED_PACKET,
        Intent.SHARE_LINK,
        Intent.OFFICIAL_NOTICE,
        Intent.PAST_STORY,
        Intent.HYPOTHETICAL,
        Intent.THIRD_PLACE_NEWS,
        Intent.JOKE,
        Intent.GOSSIP,
    }
)
_SUBJECT = re.compile(r"draft:(\d{1,18}):(\d{1,18})")  # the draft a question was about
_Decide = Callable[[Situation], list[Effect]]
_NOTHING = Reading(Intent.CHIT_CHAT, 1.0)


def glance(session: Session, messages: Sequence[InboundMessage], world: World) -> dict[int, str]:
    """Which of these ask nothing of anybody, and what they are; nothing is written."""
    readings = {message.id or 0: _read_in_group(message, world) for message in messages}
    idle = {key: read.intent.value for key, read in readings.items() if read and _is_talk(read)}
    telling = fragments.chats_with_drafts(session) if idle else set()
    for message in messages:
        read = readings[message.id or 0]
        is_followed = read is not None and _follows(session, message, read, world)
        if is_followed or (message.channel, message.chat_id) in telling:
            idle.pop(message.id or 0, None)
    return idle


def take(session: Session, message: InboundMessage, now: datetime, world: World) -> None:
    """The message is handled: everything that follows from it is a row, and it is finished."""
    if message.channel == LANGUAGE_MODEL:
        _hear_vote(session, message, now, world)
        return
    quick = _read_in_group(message, world)
    if quick is not None and _is_idle(session, message, quick, world):
        inbox.finish(session, message.id or 0, now, quick.intent.value, None)
        return
    situation = situations.load(session, message, now, world)
    reading = quick or _read(message, situation)
    effects = _decided(session, situation, lambda s: flow.decide(s, reading))
    cause = Cause("message", message.id or 0, situation.speaker.id, message, situation.conversation)
    intent, case_id = perform(session, effects, cause, now, world)
    inbox.finish(session, message.id or 0, now, intent or reading.intent.value, case_id)


def settle(session: Session, timer: Timer, now: datetime, world: World) -> None:
    """The draft that was to settle by now became a case, a question, or nothing."""
    draft = _draft(session, timer.data["conversation_id"], timer.data["person_id"])
    if draft is None or draft.settle_at > now:
        return
    last = conversations.list_messages(session, draft.message_ids)[-1:]
    if not last:
        fragments.drop_draft(session, draft.id or 0)
        return
    situation = situations.load(session, last[0], now, world)
    effects = _decided(session, situation, _settled)
    cause = Cause("timer", timer.id or 0, None, None, situation.conversation)
    perform(session, effects, cause, now, world)


def _decided(session: Session, s: Situation, decide: _Decide) -> list[Effect]:
    """What is decided; where that asks more of a case nearby than was read, on all of them."""
    try:
        return decide(s)
    except NotReadError:
        return decide(situations.with_whole_nearby(session, s))


def _settled(s: Situation) -> list[Effect]:
    if s.draft is not None and possible_dangers.is_asked(s.draft):
        return possible_dangers.unanswered(s, s.draft)
    return drafts.settle(s)


def _hear_vote(session: Session, message: InboundMessage, now: datetime, world: World) -> None:
    """What the language model said is joined to the draft it was asked about, if that is there."""
    found = _SUBJECT.fullmatch(message.chat_id)
    draft = _draft(session, found[1], found[2]) if found is not None else None
    last = conversations.list_messages(session, draft.message_ids)[-1:] if draft else []
    if last:
        situation = situations.load(session, last[0], now, world)
        data = message.data
        vote, of = data.get("vote"), data.get("last")
        effects = _decided(session, situation, lambda s: drafts.voted(s, vote, of))
        cause = Cause("message", message.id or 0, None, None, situation.conversation)
        perform(session, effects, cause, now, world)
    inbox.finish(session, message.id or 0, now)


def _draft(session: Session, conversation_id: str | int, person_id: str | int) -> Draft | None:
    return fragments.find_draft(session, int(conversation_id), int(person_id))


def _read_in_group(message: InboundMessage, world: World) -> Reading | None:
    """The reading of a residents' group message, before anything is loaded for it."""
    if not message.is_group or message.kind is not MessageKind.TEXT:
        return None
    group = world.directory.group_at(message.channel, message.chat_id)
    if group is None:  # residents say nothing to the bot there; members may enter the group
        return None if message.channel in MEMBERS_ONLY else _NOTHING
    if group.kind is not GroupKind.RESIDENTS:
        return None
    base = group.region_id
    below = sorted(world.directory.within(base) - {base}) if base is not None else ()
    regions = (base, *below) if base is not None else ()
    return world.reader.read(_words(message, world), Around(regions, is_group=True))


def _is_idle(session: Session, message: InboundMessage, reading: Reading, world: World) -> bool:
    if not _is_talk(reading) or _follows(session, message, reading, world):
        return False
    return not fragments.has_draft(session, message.channel, message.chat_id)


def _follows(session: Session, message: InboundMessage, reading: Reading, world: World) -> bool:
    """True of talk that may be more of a matter which was told in the group just now."""
    group = world.directory.group_at(message.channel, message.chat_id)
    if group is None or not telling_on.may_follow(reading):
        return False
    return cases.is_told_in(session, group.id or 0, message.received_at - telling_on.WITHIN)


def _is_talk(reading: Reading) -> bool:
    asks_nothing = (
        reading.possible_danger is None and reading.faint_danger is None and not reading.cues
    )
    return reading.intent in _IDLE and asks_nothing and not reading.place.is_specific


def _read(message: InboundMessage, situation: Situation) -> Reading:
    words = _words(message, situation.world)
    return situation.world.reader.read(words, around(situation)) if words else _NOTHING


def _words(message: InboundMessage, world: World) -> str:
    return message.text[: world.policy.longest_text]
