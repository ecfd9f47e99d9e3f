"""An account becomes part of a case that is already open."""

import re
from datetime import timedelta

from handlers.duplicates import Match, spots
from handlers.effects import AddReport, CaseChanges, ChangeCase, Effect, Judge, Note, Say
from handlers.intake import kindly, putting_right, responders
from handlers.intake.account import Account, around, counted, here
from handlers.intake.registering import SORRY
from handlers.lifecycle.consults import ladder
from handlers.lifecycle.consults.consulting import SAT_DOWN_ABOUT, SITS_DOWN, called_by_rule
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice
from handlers.permissions import is_hidden
from handlers.situation import CaseView, Situation
from handlers.speech import ToPerson
from handlers.texts import Text, render
from handlers.understanding.masking import mask
from handlers.understanding.reading import Intent
from storage.codes import ConsultTrigger, ReportKind

_DOORWAY = 3  # letters
_OF_ONESELF = re.compile(r"我|俺|咱|额")
_SUPPLEMENT_WITHIN = timedelta(hours=2)
SWINDLE = "telecom_fraud"
_SPOKEN_WITHIN = timedelta(minutes=10)
_ALSO_WITHIN = timedelta(minutes=30)


def join(s: Situation, account: Account, same: Match) -> list[Effect]:
    """The account is one more report of the same matter; its teller will be asked as well."""
    view = same.view
    if account.person_id in view.reporter_ids:
        return supplement(s, view, account)
    if view.case.leaf == SWINDLE and s.group is not None and not _OF_ONESELF.search(account.text):
        return news(s, view)  # 骗子 千万别给: who warns was not swindled
    effects: list[Effect] = [
        AddReport(view.id, account.person_id, ReportKind.JOINED, account.message_ids, account.text),
        *(
            AddReport(view.id, person_id, ReportKind.PLUS_ONE, (message_id,))
            for person_id, message_id in account.joined
        ),
        Note(view.id, "；".join(same.reasons)),
        *_found_by_neighbour(view, account),
    ]
    households = len(view.reporter_ids) + 1 + len(account.joined)
    if s.group is None or may_speak(s, view):
        effects.append(Say(here(s), Text("intake.joined", {"count": households}), view.id))
    else:
        effects.append(_private_notice(account.person_id, view))
    return [*effects, *crowd(s, view, households), Judge(Intent.REPORT.value, view.id)]


def _found_by_neighbour(view: CaseView, account: Account) -> list[Effect]:
    """A numbered spot told by a neighbour, where the first teller named none."""
    place = account.reading.place
    if spots(view.case.place) or not spots(place.text) or is_hidden(view.case):
        return []
    top_is_wide = view.case.is_emergency or not view.case.place
    return [] if top_is_wide else [ChangeCase(view.id, CaseChanges(place=mask(place.text)))]


def crowd(s: Situation, view: CaseView, households: int) -> list[Effect]:
    """Thirty households: it may go a level higher. Ten, of estates and land: a consult (3c)."""
    before, case = len(view.reporter_ids), view.case
    voice = Voice(facts_of(view, s.world), s.now, s.world)
    if (
        before < SITS_DOWN <= households
        and s.world.categories.standard(case.leaf) in SAT_DOWN_ABOUT
    ):
        return called_by_rule(view, voice, ConsultTrigger.HOUSEHOLDS, case.state)
    if not before < ladder.MANY_HOUSEHOLDS <= households or case.is_emergency:
        return []
    return ladder.proposed(view, voice, render("ladder.because_households", count=households))


def plus_one(s: Situation, view: CaseView) -> list[Effect]:
    """A neighbour has it too: one more reporter, told of it one to one."""
    message_id = s.message.id or 0
    kind = ReportKind.SUPPLEMENT if s.speaker.id in view.reporter_ids else ReportKind.PLUS_ONE
    effects: list[Effect] = [AddReport(view.id, s.speaker.id, kind, (message_id,), s.message.text)]
    if kind is ReportKind.PLUS_ONE and not view.case.is_emergency:
        is_open = not is_hidden(view.case)
        kept = Say(ToPerson(s.speaker.id), Text("intake.joined_confidential"), view.id)
        effects.append(_private_notice(s.speaker.id, view) if is_open else kept)
        effects += crowd(s, view, len(view.reporter_ids) + 1)
    return [*effects, Judge(Intent.MERGE_PLUS1.value, view.id)]


def news(s: Situation, view: CaseView) -> list[Effect]:
    """What somebody heard about the matter is kept with it; they have reported nothing."""
    ids, kind = (s.message.id or 0,), ReportKind.SUPPLEMENT
    added = AddReport(view.id, s.speaker.id, kind, ids, s.message.text)
    return [added, Judge(Intent.SUPPLEMENT.value, view.id)]


def supplement(s: Situation, view: CaseView, account: Account) -> list[Effect]:
    """More about an open case: kept with it; the place is made more exact, and that is said."""
    added = AddReport(
        view.id, account.person_id, ReportKind.SUPPLEMENT, account.message_ids, account.text
    )
    if put_right := putting_right.put_right(s, view, account):
        return [added, *put_right, Judge(Intent.SUPPLEMENT.value, view.id)]
    if view.case.is_emergency and not view.case.is_private:
        where = responders.told_where(s, account, view) or passed_on(s, account, view)
        return [added, *where, Judge(Intent.SUPPLEMENT.value, view.id)]
    if view.case.is_emergency and (where := responders.told_where(s, account, view)):
        return [added, *where, Judge(Intent.SUPPLEMENT.value, view.id)]
    effects: list[Effect] = [added, *_better_place(s, view, account)]
    if is_hidden(view.case):
        key = kindly.more(view.case.leaf, view.case.summary, account.text, account.reading.cues)
        if s.group is None:
            effects.append(Say(ToPerson(s.speaker.id), Text(key), view.id))
    elif s.group is None and len(effects) == 1:
        effects.append(Say(ToPerson(s.speaker.id), Text("intake.supplemented"), view.id))
    return [*effects, Judge(Intent.SUPPLEMENT.value, view.id)]


def passed_on(s: Situation, account: Account, view: CaseView) -> list[Effect]:
    """One to one each word of whoever is in danger goes to those on the way, and is answered."""
    if s.group is not None or account.person_id != s.speaker.id:
        return []
    words = mask(account.text)[:60]
    answer = Say(ToPerson(s.speaker.id), Text("emergency.with_you"), view.id, urgent=True)
    return [*responders.told(s, view, Text("emergency.said_more", {"words": words})), answer]


def latest(s: Situation) -> CaseView | None:
    """The case a bare "+1" in this chat most likely means: the newest of this very group."""
    since = s.now - _SUPPLEMENT_WITHIN
    group_id = s.group.id if s.group else None
    here_now = (
        v
        for v in s.nearby
        if v.case.group_id == group_id and v.case.opened_at >= since and not is_hidden(v.case)
    )
    return next((v for v in here_now if v.case.parent_id is None), None)


def meant(s: Situation, intent: Intent) -> CaseView | None:
    """What a word added by a neighbour most likely belongs to, be it told in confidence."""
    is_mere = intent is Intent.MERGE_PLUS1
    hidden = _told_in_confidence(s) if is_mere else None
    return hidden or latest(s) or (_just_spoken_of(s) if is_mere else None)


def _just_spoken_of(s: Situation) -> CaseView | None:
    """The older case of which a neighbour was just told here how far it is."""
    since = s.now - _SPOKEN_WITHIN
    open_here = (v for v in s.nearby if s.group is not None and not is_hidden(v.case))
    return next((v for v in open_here if v.said_in_group_at and v.said_in_group_at >= since), None)


def _told_in_confidence(s: Situation) -> CaseView | None:
    """What a neighbour just told here of a wrong done to several, to be kept among those who handle it."""
    since, group_id = s.now - _ALSO_WITHIN, s.group.id if s.group else None
    here_now = (v for v in s.nearby if v.case.group_id == group_id and v.case.opened_at >= since)
    newest = next(here_now, None) if group_id is not None and not s.speaker.is_staff else None
    if newest is None or newest.case.is_private or not newest.case.is_confidential:
        return None
    return newest if s.speaker.id not in newest.reporter_ids else None


def own_recent(s: Situation) -> CaseView | None:
    """The newest case of the last two hours that the speaker told of."""
    since = s.now - _SUPPLEMENT_WITHIN
    mine = (v for v in (*s.nearby, *s.mine) if s.speaker.id in v.reporter_ids)
    return next((v for v in mine if v.case.opened_at >= since and v.case.parent_id is None), None)


def may_speak(s: Situation, view: CaseView) -> bool:
    """The bot speaks of one case in a group once an hour at most (domain rule 3d)."""
    return view.said_in_group_at is None or (
        s.now - view.said_in_group_at >= s.world.policy.group_pause
    )


def _better_place(s: Situation, view: CaseView, account: Account) -> list[Effect]:
    if account.person_id != (view.reporter_ids or (0,))[0]:
        return []
    told = account.reading.place
    known = "" if _is_mere_doorway(view.case.place, told.text) else view.case.place
    said = s.world.reader.read(f"{known}\n{account.text}", around(s)).place
    is_first = not known and view.case.region_id is None and told.region_id is not None
    if not told.text or not (is_first or said.is_specific or told.is_specific):
        return []
    place = said.text if said.is_specific else render("intake.spot", spot=told.text, known=known)
    if place == known or told.text in known:
        return []
    spot = counted(place if known else told.text, view.case.leaf)
    changes = CaseChanges(place=mask(spot))
    if view.case.region_id is None and told.region_id is not None:
        changes["region_id"] = told.region_id
    changed = ChangeCase(view.id, changes)
    if is_hidden(view.case) or view.case.is_emergency:
        return [changed]
    upset = account.reading.cues & SORRY or any(
        render(f"tag.{cue.value}") in view.case.tags for cue in SORRY
    )
    sorry = render("intake.sorry") if upset else ""
    text = Text("intake.place_added", {"spot": mask(spot), "sorry": sorry})
    return [changed, Say(here(s), text, view.id)]


def _is_mere_doorway(known: str, told: str) -> bool:
    """True where 门口 or 楼下 is followed by the house that it is of."""
    return len(known) <= _DOORWAY and bool(spots(told)) and not spots(known)


def _private_notice(person_id: int, view: CaseView) -> Say:
    return Say(ToPerson(person_id), Text("intake.joined_private"), view.id)
