"""Fragments of one speaker are collected until they have settled; then they become something."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import duplicates
from handlers.effects import DropDraft, Effect, Judge, KeepDraft, KeepVote, OpenTask, Say
from handlers.intake import asking_model, joining, registering, unheard, votes
from handlers.intake.account import (
    SURE,
    Account,
    around,
    drop_own_draft,
    here,
    is_bare_spot,
    known_cases,
    missing,
    of_draft,
    region_of,
    with_message,
)
from handlers.intake.titles import title_of
from handlers.situation import Situation
from handlers.speech import ToPerson
from handlers.texts import Text, render
from handlers.understanding.masking import mask
from handlers.understanding.reading import Intent, Reading
from storage.codes import TaskKind
from storage.tables.conversation import Draft

_SCRAP = 8
_YES = re.compile(
    r"(?:是|对|嗯|恩|中|就是|没错|可不)(?:的|了|呀|啊|嘞|哩|对|是|嗯|就是|这个|这事|,)*"
)
_MARKS = " ,\uff0c。.!\uff01~"
_FOREIGN = frozenset(
    {
        Intent.AD_SPAM,
        Intent.RED_PACKET,
        Intent.SHARE_LINK,
        Intent.OFFICIAL_NOTICE,
        Intent.RECALL_NOTICE,
    }
)


def start(s: Situation, account: Account, intent: Intent) -> list[Effect]:
    """What was said is kept for a moment, in case more follows."""
    kept = KeepDraft(
        conversation_id=s.conversation.id or 0,
        person_id=s.speaker.id,
        message_ids=account.message_ids,
        text=account.text,
        started_at=s.now,
        settle_at=s.now + _patience(s, account),
    )
    return [kept, Judge(intent.value)]


def belongs(reading: Reading) -> bool:
    """True when a message of a speaker who is telling something may be part of it."""
    return reading.intent not in _FOREIGN


def go_on(s: Situation, draft: Draft) -> list[Effect]:
    """One more fragment is kept; the place the bot asked for settles the draft at once."""
    if (confirmed := _confirmed(s, draft)) is not None:
        return conclude(s, confirmed, asked=draft.asked)
    account = with_message(s, draft)
    is_again = unheard.is_asked(draft)
    if (is_again or draft.asked == "place") and is_whole(s, account):
        return conclude(s, account, asked=draft.asked)
    latest = draft.started_at + s.world.policy.settle_at_most
    soon = s.now + _patience(s, account)
    settle_at = soon if draft.asked else max(min(soon, latest), s.now + timedelta(seconds=5))
    return [_keep(draft, account, settle_at, draft.asked), Judge(Intent.SUPPLEMENT.value)]


def is_whole(s: Situation, account: Account) -> bool:
    """True for a report that lacks nothing."""
    return account.reading.is_report and not missing(s, account)


def _confirmed(s: Situation, draft: Draft) -> Account | None:
    """The draft's account when "您反映的是【路灯不亮】吗" was answered with yes: it is that."""
    if draft.asked != "matter" or not _YES.fullmatch(s.message.text.strip(_MARKS)):
        return None
    account = of_draft(s, draft)
    if not account.reading.is_report:
        return None
    name = s.world.categories.leaf(account.lead.leaf).short_name
    reasons = (*account.lead.reasons, render("reason.confirmed", name=name))
    lead = replace(account.lead, confidence=max(account.lead.confidence, SURE), reasons=reasons)
    matters = (lead, *account.reading.matters[1:])
    sure = replace(account.reading, matters=matters, is_unsure=False)
    ids = (*account.message_ids, s.message.id or 0)
    return replace(account, reading=sure, message_ids=ids)


def join_in(s: Situation, draft: Draft) -> list[Effect]:
    """A neighbour's word is added to the draft they join in with; it may answer what was asked."""
    mine = (s.speaker.id, s.message.id or 0)
    text = "\n".join(filter(None, (draft.text, s.message.text)))
    joined = (*((p[0], p[1]) for p in draft.joined_ids), mine)
    account = Account(draft.person_id, tuple(draft.message_ids), text, of_draft(s, draft).reading)
    settle_at = max(draft.settle_at, s.now + s.world.policy.settle_after)
    if draft.asked and is_whole(s, _told_by_all(s, text)):
        settle_at = s.now + s.world.policy.settle_after
    kept = _keep(draft, account, settle_at, draft.asked, joined)
    return [kept, Judge(Intent.MERGE_PLUS1.value)]


def _told_by_all(s: Situation, text: str) -> Account:
    """The words of several as one account."""
    return Account(0, (), text, s.world.reader.read(text, around(s)))


def settle(s: Situation) -> list[Effect]:
    """The speaker has been quiet for a while: the draft becomes a case, a question, or nothing."""
    return _settled(s, s.draft, of_draft(s, s.draft)) if s.draft is not None else []


def voted(s: Situation, said: object, last: object) -> list[Effect]:
    """The language model's vote is kept; the draft settles if it waited for nothing else."""
    draft = s.draft
    asked_about = (draft.consulted or {}).get("last") if draft is not None else None
    if draft is None or asked_about is None or asked_about != last:
        return []  # of words that have become something else meanwhile
    vote = votes.parse(said, s.world.categories)
    account = of_draft(s, draft, vote)
    kept = KeepVote(draft.id or 0, vote)
    leaf = votes.leaf_of(vote, s.world.categories)
    effects: list[Effect] = [kept, *asking_model.looked_at(s, account, leaf)]
    if draft.asked or draft.message_ids[-1] != last:
        return effects
    return [*effects, *_settled(s, draft, account)]


def _settled(s: Situation, draft: Draft, account: Account) -> list[Effect]:
    if not account.reading.is_report or is_bare_spot(account):
        return _nothing(s, draft, account)
    return conclude(s, account, asked="" if unheard.is_asked(draft) else draft.asked)


def conclude(s: Situation, account: Account, asked: str = "") -> list[Effect]:
    """The account joins an open case, raises one question, or is registered."""
    region_id = region_of(s, account.lead.place)
    same = duplicates.find(
        account.lead, region_id, known_cases(s), s.now, s.world.categories, account.person_id
    )
    if same is not None:
        return [*drop_own_draft(s), *joining.join(s, account, same)]
    lacks = missing(s, account)
    if not lacks:
        return registering.register(s, account)
    if not asked and s.draft is not None:
        if lacks == "matter" and asking_model.may_ask(s, s.draft, account):
            return _ask_model(s, s.draft, account)
        return _ask(s, s.draft, account, lacks)
    if lacks == "matter" and account.lead.confidence < SURE:
        return _to_triage(s, account)
    return registering.register(s, account, unsure=True)


def _patience(s: Situation, account: Account) -> timedelta:
    """What lacks something is waited for longer, and so is who writes in scraps.

    In a group nobody waits for an answer to what is no report yet: it may still become one.
    """
    if s.group is not None and not account.reading.is_report:
        return s.world.policy.settle_at_most
    in_scraps = len(s.message.text) < _SCRAP
    lacks = in_scraps or not account.reading.is_report or missing(s, account)
    return s.world.policy.question_after if lacks else s.world.policy.settle_after


def _ask(s: Situation, draft: Draft, account: Account, lacks: str) -> list[Effect]:
    placed = "_placed" if lacks == "matter" and account.reading.place.is_specific else ""
    key = f"intake.ask_{lacks}{placed}_{'group' if s.group else 'private'}"
    title = title_of(s.world, account.reading.matters[:1])
    until = s.now + s.world.policy.answer_wait
    return [
        Say(here(s), Text(key, {"title": title})),
        _keep(draft, account, until, lacks, account.joined),
    ]


def _ask_model(s: Situation, draft: Draft, account: Account) -> list[Effect]:
    until = s.now + s.world.policy.consult_wait
    kept = _keep(draft, account, until, "", account.joined)
    return [kept, asking_model.ask(s, draft, account)]


def _to_triage(s: Situation, account: Account) -> list[Effect]:
    """Nobody knows what it is yet, so a person looks at it; the words are not lost."""
    title = render("task.triage_words", words=mask(account.text)[:60])
    effects: list[Effect] = [
        *drop_own_draft(s),
        OpenTask(f"triage:{account.message_ids[0]}", TaskKind.TRIAGE, title),
        Judge(Intent.REPORT.value, message_ids=account.message_ids),
    ]
    if s.group is None:
        effects.append(Say(ToPerson(s.speaker.id), Text("intake.triaged")))
    return effects


def _nothing(s: Situation, draft: Draft, account: Account) -> list[Effect]:
    """Nothing that could be registered: one to one it is asked for again, then a person looks."""
    dropped = DropDraft(draft.id or 0)
    if s.group is not None:
        return [dropped]
    if draft.asked and unheard.is_for_a_person(draft, account.reading):
        return _to_triage(s, account)
    if unheard.is_asked(draft) and len(draft.message_ids) == 1:
        return [dropped]  # they know that they were not understood, and said no more
    said = Say(ToPerson(s.speaker.id), Text("resident.not_understood"))
    if draft.asked or not draft.text:
        return [dropped, said]
    return [said, _keep(draft, account, s.now + s.world.policy.answer_wait, unheard.ASKED)]


def _keep(
    draft: Draft,
    account: Account,
    settle_at: datetime,
    asked: str,
    joined: tuple[tuple[int, int], ...] | None = None,
) -> KeepDraft:
    return KeepDraft(
        conversation_id=draft.conversation_id,
        person_id=draft.person_id,
        message_ids=account.message_ids,
        text=account.text,
        started_at=draft.started_at,
        settle_at=settle_at,
        joined_ids=account.joined if joined is None else joined,
        asked=asked,
    )
