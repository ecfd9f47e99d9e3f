"""A life in danger: the first answer before any question, and people on duty told at once."""

import re
from dataclasses import replace
from datetime import timedelta

from handlers import duplicates
from handlers.effects import AddReport, Effect, Judge, OpenCase, Say
from handlers.intake import confiding, responders
from handlers.intake.account import (
    Account,
    drop_own_draft,
    here,
    known_cases,
    lately_said,
    region_of,
)
from handlers.intake.beside import unwell, warnings
from handlers.intake.joining import passed_on
from handlers.intake.registering import places, told_besides
from handlers.lifecycle import opening
from handlers.lifecycle.notices import Voice
from handlers.situation import DANGER_ASKED, CaseView, Situation
from handlers.speech import ToPerson
from handlers.texts import Text, keys, render
from handlers.understanding.masking import mask
from handlers.understanding.reading import Cue, Intent, Matter
from handlers.understanding.tellers import is_child_of, is_told_of_others, speaks_as_child
from storage.codes import CaseState, ReportKind

_CALL = re.compile(
    r"\W*(?:@\S+ )?(?:孩子|娃|姐|哥|妹|大姐|你|恁|大家|谁)?(?:快|赶紧|赶快|先|马上|得)*(?:点|帮[忙着]?|去)?(?:打|拨|报)(?:一?个)?(?:110|119|120|警|电话|急救)+(?:啊|呀|吧|电话|呗)*\W*"
)
_SAME_ALARM = timedelta(hours=2)
_SAME_TALK = timedelta(minutes=10)
_OF_ONESELF = re.compile(r"我|俺|咱|救命")


def raise_alarm(s: Situation, account: Account, matter: Matter) -> list[Effect]:
    """The first answer is given and the alarm raised, or the account joins the alarm that is on."""
    if _is_advice_to_call(s, account):
        return [Judge(Intent.SUPPLEMENT.value)]
    matter = _of_child(s, account, matter)
    joined = _joins(s, account, matter)
    if joined is not None:
        return joined
    return [
        *_first_answer(s, account, matter),
        *drop_own_draft(s),
        *_open(s, account, matter, region_of(s, matter.place)),
        *unwell(s, account.reading.cues, "case"),
        *told_besides(s, account, matter),
    ]


def _joins(s: Situation, account: Account, matter: Matter) -> list[Effect] | None:
    """What becomes of it as part of an alarm that is on; None for an alarm of its own."""
    is_rescue = Cue.RISKY_ACT in account.reading.cues
    if is_rescue and matter.is_felt and (told := told_here(s)) is not None:
        return [*drop_own_draft(s), *_passed_on(s, account, told)]
    if s.world.categories.leaf(matter.leaf).is_private:
        return _joins_in_private(s, account, matter)
    if (same := _same(s, matter, region_of(s, matter.place))) is not None:
        words = [] if _has_read(s, same.view) else _first_answer(s, account, matter)[:1]
        return [*words, *drop_own_draft(s), *_join(s, account, same.view)]
    if matter.is_felt and (told := told_here(s)) is not None:
        return [*drop_own_draft(s), *_passed_on(s, account, told)]
    return None


def _joins_in_private(s: Situation, account: Account, matter: Matter) -> list[Effect] | None:
    if (own := _own_alarm(s)) is not None:
        return _said_again(s, account, matter, own)
    told = _told_by_neighbour(s, account, matter)
    return _witnessed(s, account, told) if told is not None else None


def _same(s: Situation, matter: Matter, region_id: int | None) -> duplicates.Match | None:
    elsewhere = s.alarms if region_id is not None else ()  # without a place it may be any of them
    known = {view.id: view for view in (*known_cases(s), *elsewhere)}
    return duplicates.find(
        matter, region_id, known.values(), s.now, s.world.categories, s.speaker.id
    )


def told_here(s: Situation) -> CaseView | None:
    """The alarm this chat has just been about: what only sounds like danger belongs to it."""
    lately = s.now - _SAME_ALARM
    return next(
        (
            view
            for view in known_cases(s)
            if view.case.is_emergency and view.case.opened_at >= lately and _has_read(s, view)
        ),
        None,
    )


def _has_read(s: Situation, view: CaseView) -> bool:
    """True when the speaker has had the words that save lives: they are said once in a chat."""
    here_before = view.case.group_id is not None and s.group and view.case.group_id == s.group.id
    chats = {r.conversation_id for r in view.reports if r.conversation_id is not None}
    return bool(here_before) or s.speaker.id in view.reporter_ids or s.conversation.id in chats


def _own_alarm(s: Situation) -> CaseView | None:
    """The alarm the speaker confided lately; what happens days later is an alarm of its own."""
    own = confiding.confided(s)
    if own is None or not own.case.is_emergency:
        return None
    return own if s.now - own.case.opened_at <= _SAME_ALARM else None


def _is_advice_to_call(s: Situation, account: Account) -> bool:
    """孩子快打110, to somebody who just told of a danger: no second danger."""
    if s.group is None or _CALL.fullmatch(account.text) is None:
        return False
    told = told_here(s)
    is_fresh = told is not None and s.now - told.case.opened_at <= _SAME_TALK
    return is_fresh or any(draft.asked == DANGER_ASKED for draft in s.other_drafts)


def _told_by_neighbour(s: Situation, account: Account, matter: Matter) -> CaseView | None:
    """两口子打架明天就好了: who speaks of what a neighbour just told in this group, and not of themselves.

    Told of another spot it is another danger.
    """
    if s.group is None or _OF_ONESELF.search(account.text) is not None:
        return None
    lately = s.now - _SAME_TALK
    here_now = (v for v in s.nearby if v.case.is_emergency and v.case.group_id == s.group.id)
    alarms = (v for v in here_now if v.case.leaf == matter.leaf and v.case.opened_at >= lately)
    spot = matter.place.text
    return next((v for v in alarms if duplicates.may_be_one_spot(spot, v.case.place)), None)


def _witnessed(s: Situation, account: Account, view: CaseView) -> list[Effect]:
    """One more who speaks of it: those on the way hear the words, and nobody is answered in the group."""
    words = Text("emergency.neighbour_said", {"words": mask(account.text)[:60]})
    kept = AddReport(
        view.id, account.person_id, ReportKind.SUPPLEMENT, account.message_ids, account.text
    )
    told = responders.told(s, view, words)
    return [*drop_own_draft(s), kept, *told, Judge(Intent.SUPPLEMENT.value, view.id)]


def _of_child(s: Situation, account: Account, matter: Matter) -> Matter:
    """A child that is beaten at home is a child in danger first: its own people look after it."""
    is_young = Cue.MINOR in account.reading.cues or speaks_as_child(lately_said(s))
    is_child = is_young and is_child_of(account.text)
    if matter.leaf != "domestic_violence" or not is_child:
        return matter
    known = "child_protection" in s.world.categories.leaves
    return replace(matter, leaf="child_protection") if known else matter


def _said_again(s: Situation, account: Account, matter: Matter, own: CaseView) -> list[Effect]:
    """One person in danger is one case, whatever they say next; a new danger is answered at once."""
    answer = [] if matter.leaf == own.case.leaf else _first_answer(s, account, matter)[:1]
    where = responders.told_where(s, account, own)
    told = confiding.more(s, own, account.reading.cues, account.message_ids, where)
    return [*answer, *drop_own_draft(s), *told]


def _first_answer(s: Situation, account: Account, matter: Matter) -> list[Effect]:
    leaf = s.world.categories.leaf(matter.leaf)
    key = f"emergency.{leaf.id}"
    seen = f"{key}_seen"
    if seen in keys() and is_told_of_others(account.text):
        key = seen
    fumes = f"{key}_fumes"
    if fumes in keys() and Cue.FUMES in account.reading.cues:
        key = fumes
    where = f"where.{leaf.id}"
    params = {
        "gas_phone": s.world.directory.county.gas_repair_phone,
        "where": "" if matter.place.is_specific or where not in keys() else render(where),
    }
    text = Text(key if key in keys() else "emergency.general", params)
    if not leaf.is_private:
        return [Say(here(s), text, urgent=True)]
    private = Say(ToPerson(s.speaker.id), text, urgent=True)
    if s.group is None:
        return [private]
    group_key = f"emergency.{leaf.id}_group"
    in_group = Text(group_key if group_key in keys() else "intake.confidential_group")
    return [private, Say(here(s), in_group, urgent=True)]


def _open(s: Situation, account: Account, matter: Matter, region_id: int | None) -> list[Effect]:
    leaf = s.world.categories.leaf(matter.leaf)
    facts = opening.Facts("case", leaf, matter.urgency, region_id, is_emergency=True)
    voice = Voice(facts, s.now, s.world)
    opened = OpenCase(
        name="case",
        leaf=leaf.id,
        title=leaf.short_name,
        summary=mask(account.text),
        region_id=region_id,
        place=mask(matter.place.text or account.reading.place.text),
        point=matter.place.point,
        urgency=matter.urgency,
        state=CaseState.EMERGENCY,
        reporter_id=account.person_id,
        message_ids=account.message_ids,
        words=account.text,
        group_id=s.group.id if s.group else None,
        is_emergency=True,
        is_private=leaf.is_private,
        is_confidential=leaf.is_confidential,
        reasons=(*matter.reasons, *places(matter), *opening.why(voice)),
    )
    work = opening.opening(voice)
    joined = (
        AddReport("case", person_id, ReportKind.PLUS_ONE, (message_id,))
        for person_id, message_id in account.joined
    )
    return [opened, *joined, *work, Judge(Intent.REPORT.value, "case")]


def _passed_on(s: Situation, account: Account, view: CaseView) -> list[Effect]:
    """What sounds like danger in a chat about one is passed on, in its own words."""
    known = account.person_id in view.reporter_ids
    kind = ReportKind.SUPPLEMENT if known else ReportKind.JOINED
    return [
        AddReport(view.id, account.person_id, kind, account.message_ids, account.text),
        *warnings(s, account.reading.cues | {Cue.INSIDE}, view),
        Judge(Intent.SUPPLEMENT.value, view.id),
    ]


def _join(s: Situation, account: Account, view: CaseView) -> list[Effect]:
    known = account.person_id in view.reporter_ids
    kind = ReportKind.SUPPLEMENT if known else ReportKind.JOINED
    where = responders.told_where(s, account, view)
    effects: list[Effect] = [
        AddReport(view.id, account.person_id, kind, account.message_ids, account.text),
        *(where or (passed_on(s, account, view) if known else [])),
    ]
    effects += warnings(s, account.reading.cues, view)
    return [*effects, Judge(Intent.REPORT.value, view.id)]
