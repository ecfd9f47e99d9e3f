"""Maybe a life is in danger: the safety word and one question at once, a quiet notice to duty.

A yes is the alarm, a no is believed, silence is looked at by a person. Record 0022.
"""

from dataclasses import replace
from datetime import timedelta

from handlers.effects import DropDraft, Effect, Judge, KeepDraft, OpenTask, Say
from handlers.intake import drafts, emergencies
from handlers.intake.account import (
    Account,
    around,
    here,
    of_draft,
    of_message,
    region_of,
    with_message,
)
from handlers.situation import DANGER_ASKED, CaseView, Situation
from handlers.speech import To, ToPerson, ToRole
from handlers.texts import Text, keys, render
from handlers.understanding.danger_answers import AskedFor, read_danger_answer
from handlers.understanding.masking import mask
from handlers.understanding.reading import Cue, Intent, Matter, Reading
from handlers.understanding.tellers import is_told_of_others
from storage.codes import FAINT, Role, TaskKind
from storage.tables.conversation import Draft

_MISSING = "missing_person"
_MOST_WORDS = 60
_MERE_ANSWER = 8  # letters; who writes more tells something with it
_TOO_WITHIN = timedelta(minutes=30)


def heard(s: Situation, account: Account) -> list[Effect] | None:
    """What a possible danger brings about while it is told; None where there is none."""
    if s.draft is not None and is_asked(s.draft):
        return go_on(s, s.draft)
    return ask(s, account)


def ask(s: Situation, account: Account) -> list[Effect] | None:
    """The safety word and one question go out at once, and duty knows; None when nothing is felt.

    One question at a time in a chat, and none in a chat that has an alarm already.
    """
    whole = with_message(s, s.draft) if s.draft is not None else account
    matter = whole.reading.possible_danger
    if matter is None or s.speaker.is_staff or _has_it_too(s, account.reading, matter):
        return None
    if emergencies.told_here(s) is not None or any(map(is_asked, s.other_drafts)):
        return None
    return [
        Say(_where_asked(s, matter), Text(_question(matter, whole.text)), urgent=True),
        _told_duty(s, "possible.notice", whole, matter),
        *_about_medicine(s, account),
        _kept(s, whole),
        Judge(Intent.REPORT.value),
    ]


def _about_medicine(s: Situation, account: Account) -> list[Effect]:
    """Whose oxygen stands still hears at once, one to one, what to do."""
    if Cue.MEDICINE not in account.reading.cues:
        return []
    return [Say(ToPerson(s.speaker.id), Text("intake.medicine_alone"), urgent=True)]


def _has_it_too(s: Situation, reading: Reading, matter: Matter) -> bool:
    """俺也闻见了, beside a neighbour who is telling of pigs' dung: it is that, and no word tells of danger."""
    is_mere = reading.intent is Intent.MERGE_PLUS1 and matter.is_felt
    if not is_mere or s.group is None or Cue.HURT in reading.cues:
        return False
    told = (s.world.reader.read(draft.text, around(s)) for draft in s.other_drafts if draft.text)
    if any(one.is_report and one.emergency is None for one in told):
        return True
    return any(s.now - v.case.opened_at <= _TOO_WITHIN for v in s.nearby if _is_open_talk(s, v))


def _is_open_talk(s: Situation, view: CaseView) -> bool:
    in_this_chat = s.group is not None and view.case.group_id == s.group.id
    return in_this_chat and not view.case.is_emergency and not view.case.is_private


def looked_at(s: Situation, reading: Reading) -> list[Effect]:
    """What hardly tells of a danger is looked at on the triage desk; who said it hears nothing.

    The words are there no longer than chatter is kept. A report in a group goes its way beside it; one to one it is asked about.
    """
    matter = reading.faint_danger
    if matter is None or s.speaker.is_staff or (reading.is_report and s.group is None):
        return []
    if emergencies.told_here(s) is not None or s.draft is not None:
        return []
    params = _params(s, of_message(s, reading), matter)
    title = render("task.faint_danger", **params, words=mask(s.message.text)[:_MOST_WORDS])
    return [OpenTask(f"{FAINT}:{s.message.id}", TaskKind.TRIAGE, title, to=_duty(s))]


def is_asked(draft: Draft | None) -> bool:
    """True while somebody was asked whether there is danger, and has not said."""
    return draft is not None and draft.asked == DANGER_ASKED


def answered(s: Situation, reading: Reading) -> list[Effect] | None:
    """What the answer brings about; None when it was not asked for, or says neither yes nor no."""
    draft = s.draft
    if draft is None or not is_asked(draft) or reading.emergency is not None:
        return _confirmed_by_neighbour(s, reading)
    asked = of_draft(s, draft)
    matter = asked.reading.possible_danger or asked.reading.emergency
    if matter is None:
        return None
    said = read_danger_answer(s.message.text, _asked_for(s, matter))
    if said is None:
        return None
    whole = with_message(s, draft)
    if said:
        return _alarm(s, whole, matter)
    is_more = asked.reading.is_report and len(s.message.text.strip()) > _MERE_ANSWER
    tells_more = is_more and whole.reading.emergency is None
    return _none(s, draft, whole if tells_more else asked, matter)


def go_on(s: Situation, draft: Draft) -> list[Effect]:
    """What is told meanwhile is kept; it does not put off that a person looks."""
    account = with_message(s, draft)
    asks_for_secrecy = s.group is None and Cue.SECRECY in account.reading.cues
    promised = Say(ToPerson(s.speaker.id), Text("intake.kept_secret"))
    said = (
        [promised]
        if asks_for_secrecy and Cue.SECRECY not in of_draft(s, draft).reading.cues
        else []
    )
    return [_keep(draft, account), *said, Judge(Intent.SUPPLEMENT.value)]


def unanswered(s: Situation, draft: Draft) -> list[Effect]:
    """Nobody answered: a person on duty looks, and what else was told goes its ordinary way."""
    account = of_draft(s, draft)
    matter = account.reading.possible_danger or account.reading.emergency
    if matter is None:
        return _ordinary(s, draft, account)
    if emergencies.told_here(s) is not None:
        return emergencies.raise_alarm(s, account, replace(matter, is_felt=True))
    return [
        _task(s, draft, account, matter, "task.possible_danger"),
        _told_duty(s, "possible.unanswered", account, matter),
        *_ordinary(s, draft, account),
    ]


def _alarm(s: Situation, account: Account, matter: Matter) -> list[Effect]:
    """It is a danger: everything that an alarm brings about, at the place that is known by now."""
    told = account.reading.emergency or account.reading.possible_danger or matter
    place = told.place if told.place.is_specific else account.reading.place
    sure = replace(told, place=place, is_felt=False, is_emergency=True)
    return emergencies.raise_alarm(s, account, sure)


def _confirmed_by_neighbour(s: Situation, reading: Reading) -> list[Effect] | None:
    """A neighbour who has it too, or tells of the same danger, makes it one: two have told it."""
    draft = next((one for one in s.other_drafts if is_asked(one)), None)
    if draft is None or s.group is None or not _tells_too(reading):
        return None
    account = of_draft(s, draft)
    matter = account.reading.possible_danger
    also = reading.possible_danger
    if matter is None or (also is not None and matter.leaf != also.leaf):
        return None
    if also is None and matter.is_felt and _is_plainly_told(account.reading):
        return drafts.join_in(s, draft)  # they have that too; the question stays open
    if s.world.categories.leaf(matter.leaf).is_private:
        return None  # of what is between the bot and one person nobody else can say yes
    joined = (*account.joined, (s.speaker.id, s.message.id or 0))
    text = f"{account.text}\n{s.message.text}"
    together = replace(account, text=text, joined=joined)
    return [DropDraft(draft.id or 0), *_alarm(s, together, matter)]


def _is_plainly_told(reading: Reading) -> bool:
    """True where something else is reported in plain words beside the danger that is only felt."""
    return reading.is_report and not reading.is_unsure and reading.emergency is None


def _tells_too(reading: Reading) -> bool:
    return reading.possible_danger is not None or reading.intent is Intent.MERGE_PLUS1


def _none(s: Situation, draft: Draft, asked: Account, matter: Matter) -> list[Effect]:
    """No danger: duty knows; of not wanting to live and of violence at home a person asks softly."""
    is_private = s.world.categories.leaf(matter.leaf).is_private
    told = "possible.watch" if is_private else "possible.none"
    effects: list[Effect] = [_told_duty(s, told, asked, matter), Judge(Intent.RETRACT.value)]
    if is_private:
        effects.append(_task(s, draft, asked, matter, "task.possible_danger_denied"))
    if not asked.reading.is_report and s.group is None:
        effects.append(Say(ToPerson(s.speaker.id), Text("possible.thanks")))
    return [*effects, *_ordinary(s, draft, asked, is_present=True)]


def _ordinary(
    s: Situation, draft: Draft, account: Account, *, is_present: bool = False
) -> list[Effect]:
    """What else the words report is registered; whoever is there may be asked where."""
    if not account.reading.is_report or account.reading.emergency is not None:
        return [DropDraft(draft.id or 0)]
    return drafts.conclude(s, account, asked="" if is_present else draft.asked)


def _kept(s: Situation, account: Account) -> KeepDraft:
    before = s.draft
    return KeepDraft(
        conversation_id=before.conversation_id if before else s.conversation.id or 0,
        person_id=s.speaker.id,
        message_ids=account.message_ids,
        text=account.text,
        started_at=before.started_at if before else s.now,
        settle_at=s.now + s.world.policy.danger_wait,
        joined_ids=account.joined,
        asked=DANGER_ASKED,
    )


def _keep(draft: Draft, account: Account) -> KeepDraft:
    return KeepDraft(
        conversation_id=draft.conversation_id,
        person_id=draft.person_id,
        message_ids=account.message_ids,
        text=account.text,
        started_at=draft.started_at,
        settle_at=draft.settle_at,
        joined_ids=account.joined,
        asked=draft.asked,
    )


def _where_asked(s: Situation, matter: Matter) -> To:
    """What must not be spoken of in a group is asked one to one, and the group hears nothing."""
    is_private = s.world.categories.leaf(matter.leaf).is_private
    return ToPerson(s.speaker.id) if is_private else here(s)


def _question(matter: Matter, told: str) -> str:
    """Of somebody else who may be in danger a witness is asked, not whether they are safe themselves."""
    key = f"possible.{matter.leaf}"
    if f"{key}_seen" in keys() and is_told_of_others(told):
        key = f"{key}_seen"
    return key if key in keys() else "possible.general"


def _asked_for(s: Situation, matter: Matter) -> AskedFor:
    if matter.leaf == _MISSING:
        return AskedFor.FOUND
    is_private = s.world.categories.leaf(matter.leaf).is_private
    return AskedFor.SAFETY if is_private else AskedFor.DANGER


def _told_duty(s: Situation, key: str, account: Account, matter: Matter) -> Say:
    """The county's duty officer knows what is being asked, and where; neither words nor persons."""
    return Say(_duty(s), Text(key, _params(s, account, matter)), urgent=True)


def _params(s: Situation, account: Account, matter: Matter) -> dict[str, str]:
    place = matter.place if matter.place.region_id is not None else account.reading.place
    region = s.world.directory.region(region_of(s, place))
    where = region.name if region is not None else s.world.directory.county.name
    return {"leaf": s.world.categories.leaf(matter.leaf).short_name, "where": where}


def _task(s: Situation, draft: Draft, account: Account, matter: Matter, key: str) -> OpenTask:
    """Whoever is to look needs the words and the name; the task is the county's alone."""
    name = s.speaker.person.name or render("resident.somebody")
    words = mask(account.text)[:_MOST_WORDS]
    title = render(key, **_params(s, account, matter), name=name, words=words)
    return OpenTask(f"danger:{draft.message_ids[0]}", TaskKind.PHONE_CALL, title, to=_duty(s))


def _duty(s: Situation) -> ToRole:
    return ToRole(Role.COUNTY_DUTY, s.world.directory.top.id)
