"""Effects on what is said, asked and collected."""

from dataclasses import replace

from handlers.delivery import Target, targets
from handlers.effects import (
    Ask,
    AskModel,
    DropDraft,
    Judge,
    KeepDraft,
    KeepVote,
    Say,
    StartTimer,
    StopTimers,
)
from handlers.manners import FOR_ALL
from handlers.performing.keeping_back import may_be_told
from handlers.performing.on_cases import link
from handlers.performing.on_time import start_timer, stop_timers
from handlers.performing.restraint import overtakes, restrain
from handlers.performing.work import Work
from handlers.phrasing import Moments, card_data, words
from handlers.speech import LANGUAGE_MODEL, To, ToDepartment
from handlers.texts import render
from storage import conversations, fragments
from storage.codes import TimerKind
from storage.rows import blank
from storage.tables.case import Case
from storage.tables.conversation import Draft
from storage.tables.message import OutboundMessage

_OPENING = 10  # letters by which words are known among others


def say(work: Work, e: Say) -> None:
    """The words wait in the outbox for everyone meant.

    Nobody gets the same cause twice, nor the same words for each of the posts they hold.
    """
    case = work.case(e.case) if e.case is not None else None
    found = targets(work.ways, _to(e), work.cause, work.now, work.world, case)
    for target in may_be_told(work, e, found, case):
        work.said += 1
        row = _row(work, e, target, case)
        if work.has_said(row) and not _is_for_another_group(e, target):
            continue
        if target.copied_into:
            work.will_say(_introduction(row, target.copied_into))
        work.will_say(row)
        if overtakes(e, target):
            work.overtaking.append(row)


def _is_for_another_group(e: Say, target: Target) -> bool:
    """A notice that one grid member brings into several groups is handed to them for each."""
    return e.broadcast_id is not None and bool(target.copied_into)


def _to(e: Say) -> To:
    if isinstance(e.to, ToDepartment) and e.text.key in FOR_ALL:
        return replace(e.to, for_all=True)
    return e.to


def _row(work: Work, e: Say, target: Target, case: Case | None) -> dict[str, object]:
    held = restrain(work, e, target, case)
    place = (target, case, Moments(work.now, held.not_before), work.world)
    message = work.cause.message
    # what is copied into a group must be nothing but the words that the group shall read
    has_card = e.card is not None and not target.copied_into
    return {
        **blank(OutboundMessage),
        "county_id": work.county_id,
        "key": f"{work.cause.key}:{work.said}:{target.channel}:{target.chat_id}",
        "channel": target.channel,
        "chat_id": target.chat_id,
        "is_group": target.is_group,
        "audience": target.audience,
        "person_id": target.person_id,
        "case_id": case.id if case else None,
        "broadcast_id": e.broadcast_id,
        "cause_id": message.id if message else None,
        "text_key": e.text.key,
        "text": words(e.text, *place),
        "card": card_data(e.card, *place) if e.card and has_card else None,
        "urgent": e.urgent,
        "created_at": work.now,
        "not_before": held.not_before,
        "may_merge": held.may_merge,
    }


def _introduction(row: dict[str, object], group: str) -> dict[str, object]:
    """What stands before words that are to be copied, in a message of its own.

    It says how they begin: another message may come between when the platform fails for a moment.
    """
    key, opening = "draft.for_group", str(row["text"])[:_OPENING]
    text = render(key, group=group, opening=opening)
    said = {"key": f"{row['key']}:for", "text_key": key, "text": text, "broadcast_id": None}
    return {**row, **said}


def ask(work: Work, e: Ask) -> None:
    """The conversation waits for this answer, or for none any more."""
    conversation = work.cause.conversation
    if conversation is None:
        return
    question = {"kind": e.kind, "case_id": work.case_id(e.case), **e.data} if e.kind else None
    asked_at = work.now if question else None
    conversations.wait_for_answer(work.session, conversation.id or 0, question, asked_at)


def judge(work: Work, e: Judge) -> None:
    """The turn's message, and those judged with it, carry their intent and their case."""
    work.intent = e.intent
    if e.case is not None:
        work.judged_case_id = work.case_id(e.case)
    values: dict[str, object] = {"intent": e.intent}
    if work.judged_case_id is not None:
        values["case_id"] = work.judged_case_id
    link(work, e.message_ids, values)


def keep_draft(work: Work, e: KeepDraft) -> None:
    """What the speaker said so far is kept, and looked at again when it settles."""
    row: dict[str, object] = {
        **blank(Draft),
        "county_id": work.county_id,
        "conversation_id": e.conversation_id,
        "person_id": e.person_id,
        "message_ids": list(e.message_ids),
        "joined_ids": [list(pair) for pair in e.joined_ids],
        "text": e.text,
        "asked": e.asked,
        "position": dict(e.position or {}) or None,
        "started_at": e.started_at,
        "settle_at": e.settle_at,
    }
    fragments.keep(work.session, row, is_placed=e.position is not None)
    subject = _subject(e.conversation_id, e.person_id)
    stop_timers(work, StopTimers(subject=subject))
    data = {"conversation_id": e.conversation_id, "person_id": e.person_id}
    start_timer(work, StartTimer(TimerKind.SETTLE, e.settle_at, subject=subject, data=data))


def drop_draft(work: Work, e: DropDraft) -> None:
    """The draft is gone, and nothing waits for it."""
    draft = fragments.find_by_id(work.session, e.draft_id)
    if draft is not None:
        subject = _subject(draft.conversation_id, draft.person_id)
        stop_timers(work, StopTimers(subject=subject))
        fragments.drop_draft(work.session, e.draft_id)


def ask_model(work: Work, e: AskModel) -> None:
    """The question waits in the outbox, and the draft knows that it was asked."""
    fragments.note_vote(work.session, e.draft_id, {"last": e.last})
    work.will_say(
        {
            **blank(OutboundMessage),
            "county_id": work.county_id,
            "key": f"consult:{e.last}",
            "channel": LANGUAGE_MODEL,
            "chat_id": e.subject,
            "audience": LANGUAGE_MODEL,
            "text_key": LANGUAGE_MODEL,
            "text": e.text,
            "card": {"leaves": [list(leaf) for leaf in e.leaves], "last": e.last},
            "created_at": work.now,
            "not_before": work.now,
        }
    )


def keep_vote(work: Work, e: KeepVote) -> None:
    """The draft holds the vote."""
    draft = fragments.find_by_id(work.session, e.draft_id)
    asked = draft.consulted if draft is not None else None
    fragments.note_vote(work.session, e.draft_id, {**(asked or {}), **e.vote})


def _subject(conversation_id: int, person_id: int) -> str:
    return f"draft:{conversation_id}:{person_id}"
