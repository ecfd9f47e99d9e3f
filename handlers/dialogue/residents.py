"""What residents ask for beside reporting: progress, help, their data, peace, another look."""

import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta

from handlers.effects import (
    AddReport,
    Ask,
    DropDraft,
    Effect,
    ForgetPerson,
    Judge,
    OpenTask,
    Say,
    SetMuted,
)
from handlers.intake import confiding, hearing, retracting
from handlers.intake.account import here
from handlers.intake.joining import own_recent
from handlers.lifecycle.transitions import AT_WORK
from handlers.situation import CaseView, Situation
from handlers.speech import To, ToPerson, ToRole
from handlers.survey import callback
from handlers.texts import Text, render
from handlers.understanding.answers import SurveyAnswer, read_survey_answer
from handlers.understanding.reading import Cue, Intent, Reading
from handlers.wording import number
from storage.codes import ReportKind, Role, TaskKind

_HELP = re.compile(r"(?:帮助|help|怎么用|咋用|使用说明|\?)")
_MY_DATA = re.compile(r"(?:查看?)?我的(?:数据|信息|资料)")
_FORGET = re.compile(r"(?:请)?删除我的(?:数据|信息|资料)")
_CONFIRM_FORGET = re.compile(r"确认删除")
_MUTE = re.compile(r"(?:不再接收|退订|别(?:再)?(?:给我)?发了|T)")
_UNMUTE = re.compile(r"恢复接收")
_PERSON = re.compile(r"(?:转)?人工|(?:找|叫)(?:个|一个)?(?:真)?人")
_NUMBERED = re.compile("[#\uff03]\\s*\\d{1,7}")
_TAKE_BACK = re.compile(r"(?:撤回|撤销|撤了|取消|不办了)")
_HELLO = re.compile(r"你好|您好|在吗|在不在|有人吗|请问|可以说吗|能说吗")
_NOT_SOLVED = re.compile(r"没(?:有)?解决|没修好|没弄好|又(?:坏|堵|漏|停)了|还(?:是)?没(?:好|弄|修)")
_STILL_TELLING = timedelta(minutes=10)
_FEW_WORDS = 5
_LOOSE = frozenset({Intent.CHIT_CHAT, Intent.SUPPLEMENT, Intent.PAST_STORY, Intent.HYPOTHETICAL})
_NOTHING_LEFT = re.compile(r"(?:没(?:有)?(?:了|啥了|别的了?)|都?好了|可以了|中了)")


def decide(s: Situation, reading: Reading) -> list[Effect]:
    """What the bot does with a resident's message, in a group or one to one."""
    if reading.emergency is None and s.group is None:
        effects = _one_to_one(s, reading)
        if effects is not None:
            return effects
    if _takes_back(s):
        return retracting.retract(s)
    if reading.emergency is None and (effects := _asked_about(s, reading)) is not None:
        return effects
    effects = hearing.decide(s, reading)
    if effects is not None:
        return effects
    return [Judge(reading.intent.value)] if s.group else _aside(s, reading)


def _aside(s: Situation, reading: Reading) -> list[Effect]:
    """What is no report: a word to one's own open matter, a sigh about the bot, or small talk."""
    view = own_recent(s) or next((v for v in s.mine if v.case.state in AT_WORK), None)
    upset = reading.intent in (Intent.COMPLAINT_ABOUT_BOT, Intent.ABUSE)
    if view is None or not (upset or _adds_to(s, view, reading)):
        key = "resident.sorry" if upset else ""
        return _small_talk(s, reading, key)
    added = AddReport(
        view.id, s.speaker.id, ReportKind.SUPPLEMENT, (s.message.id or 0,), s.message.text
    )
    key = "intake.kept_secret" if Cue.SECRECY in reading.cues else "intake.supplemented"
    params = {"who": _who(s, view)} if upset else {}
    said = Say(
        ToPerson(s.speaker.id), Text("resident.sorry_case" if upset else key, params), view.id
    )
    return [added, said, Judge(Intent.SUPPLEMENT.value, view.id)]


def _adds_to(s: Situation, view: CaseView, reading: Reading) -> bool:
    """True for words, not mere sounds, said soon after one's own report, or a wish about it."""
    if {Cue.SECRECY, Cue.NO_CALL} & reading.cues:
        return True
    is_new = s.now - view.case.opened_at <= _STILL_TELLING
    return is_new and reading.intent in _LOOSE and len(s.message.text) >= _FEW_WORDS


def _takes_back(s: Situation) -> bool:
    """True when a numbered case is called off, or what was only begun."""
    words = _NUMBERED.sub("", s.message.text).strip()
    if s.named is not None:
        return _TAKE_BACK.match(words) is not None
    return s.draft is not None and _TAKE_BACK.fullmatch(words.strip(" 。.!~")) is not None


def _one_to_one(s: Situation, reading: Reading) -> list[Effect] | None:
    words = unicodedata.normalize("NFKC", s.message.text).strip(" 。.!~")
    for pattern, answer in _COMMANDS:
        if pattern.fullmatch(words):
            return answer(s)
    if (effects := _open_question(s, words)) is not None:
        return effects
    if s.survey is None and (effects := confiding.decide(s, reading)) is not None:
        return effects
    said = read_survey_answer(s.message.text)
    if said is None or (reading.is_report and not said.is_sure):
        return None
    if s.survey is not None:
        return callback.answer(s, *s.survey, said)
    return _late_answer(s, said)


def _late_answer(s: Situation, said: SurveyAnswer) -> list[Effect] | None:
    """Hears "没解决" even when no survey is open; within 15 days the case is opened again."""
    if said.resolved != 3 or not said.is_sure or not _NOT_SOLVED.search(s.message.text):
        return None
    candidates = [s.named] if s.named else [v for v in (s.last_told, *s.mine) if v]
    view = next((v for v in candidates if callback.may_be_reopened(s, v)), None)
    return callback.reopen(s, view) if view is not None else None


def _open_question(s: Situation, words: str) -> list[Effect] | None:
    question = s.conversation.question or {}
    view = s.named
    if view is None:
        return None
    match question.get("kind"):
        case "survey_score":
            stars = callback.stars_of(words)
            survey_id = int(question.get("survey_id") or 0)
            return callback.score(s, view, survey_id, stars) if stars else None
        case "survey_rest" if _NOTHING_LEFT.fullmatch(words):
            return callback.nothing_left(s, view)
        case "survey_rest":
            return callback.rest(s, view)
        case _:
            return None


def _asked_about(s: Situation, reading: Reading) -> list[Effect] | None:
    """A question for progress, by number or about one's own case; reopened in the group as well."""
    own = s.named if s.named and s.speaker.id in s.named.reporter_ids else None
    if own and _NOT_SOLVED.search(s.message.text) and callback.may_be_reopened(s, own):
        return callback.reopen(s, own)
    bare_number = _NUMBERED.fullmatch(s.message.text.strip()) is not None
    if reading.intent is not Intent.ASK_PROGRESS and not bare_number:
        return None
    view = s.named
    if view is None and not _NUMBERED.search(s.message.text):
        view = own_recent(s) or next(iter(s.mine), None)
    if view is None:
        return _unknown_number(s)
    return _progress(s, view)


def _progress(s: Situation, view: CaseView) -> list[Effect]:
    hidden = view.case.is_private or view.case.is_confidential
    if hidden and s.speaker.id not in view.reporter_ids:
        return _unknown_number(s)
    to: To = ToPerson(s.speaker.id) if hidden else here(s)
    overdue = view.case.resolve_due_at is not None and view.case.resolve_due_at < s.now
    key = f"progress.{_progress_key(view)}"
    if overdue and key == "progress.open":
        key = "progress.overdue"
    params = {"state": render(f"case_state.{view.case.state.value}"), "who": _who(s, view)}
    return [Say(to, Text(key, params), view.id), Judge(Intent.ASK_PROGRESS.value, view.id)]


def _progress_key(view: CaseView) -> str:
    if view.case.closed_at is not None:
        return "closed"
    return "answered" if view.case.answered_at is not None else "open"


def _who(s: Situation, view: CaseView) -> str:
    department = s.world.directory.department(view.lead.department_id if view.lead else None)
    return department.name if department else render("intake.staff")


def _unknown_number(s: Situation) -> list[Effect]:
    if s.group is not None:
        return [Judge(Intent.ASK_PROGRESS.value)]
    said = Say(ToPerson(s.speaker.id), Text("progress.unknown"))
    return [said, Judge(Intent.ASK_PROGRESS.value)]


def _small_talk(s: Situation, reading: Reading, key: str = "") -> list[Effect]:
    said_hello = _HELLO.search(s.message.text) is not None
    key = key or {
        Intent.GREETING: "resident.greeting",
        Intent.THANKS: "resident.welcome",
        Intent.AD_SPAM: "",
        Intent.SHARE_LINK: "",
        Intent.RED_PACKET: "",
    }.get(reading.intent, "resident.greeting" if said_hello else "resident.not_understood")
    said = [Say(ToPerson(s.speaker.id), Text(key))] if key else []
    return [*said, Judge(reading.intent.value)]


def _help(s: Situation) -> list[Effect]:
    return [Say(ToPerson(s.speaker.id), Text("resident.help")), Judge(Intent.HELP.value)]


def _my_data(s: Situation) -> list[Effect]:
    home = s.world.directory.region(s.speaker.person.home_region_id)
    told = "、".join(number(v.case.number) for v in s.mine) or render("resident.none")
    params = {
        "name": s.speaker.person.name or render("resident.none"),
        "home": home.name if home else render("resident.none"),
        "cases": told,
    }
    return [Say(ToPerson(s.speaker.id), Text("resident.my_data", params)), Judge("consent")]


def _forget(s: Situation) -> list[Effect]:
    said = Say(ToPerson(s.speaker.id), Text("resident.confirm_forget"))
    return [said, Ask("forget"), Judge(Intent.CONSENT.value)]


def _forgotten(s: Situation) -> list[Effect]:
    if (s.conversation.question or {}).get("kind") != "forget":
        return _forget(s)
    draft = [DropDraft(s.draft.id)] if s.draft is not None and s.draft.id else []
    said = Say(ToPerson(s.speaker.id), Text("resident.forgotten"))
    return [said, *draft, Ask(None), ForgetPerson(s.speaker.id), Judge(Intent.CONSENT.value)]


def _mute(s: Situation) -> list[Effect]:
    said = Say(ToPerson(s.speaker.id), Text("resident.muted"))
    return [SetMuted(s.speaker.id, muted=True), said, Judge(Intent.CONSENT.value)]


def _unmute(s: Situation) -> list[Effect]:
    said = Say(ToPerson(s.speaker.id), Text("resident.unmuted"))
    return [SetMuted(s.speaker.id, muted=False), said, Judge(Intent.CONSENT.value)]


def _to_person(s: Situation) -> list[Effect]:
    """A resident wants to speak with a human: the county's duty officer is to call or write."""
    name = s.speaker.person.name or render("resident.somebody")
    title = render("task.wants_person", name=name)
    to = ToRole(Role.COUNTY_DUTY, s.world.directory.top.id)
    return [
        OpenTask(f"person:{s.message.id}", TaskKind.PHONE_CALL, title, to=to),
        Say(ToPerson(s.speaker.id), Text("resident.person_called")),
        Say(to, Text("resident.person_wanted", {"name": name})),
        Judge(Intent.HELP.value),
    ]


_COMMANDS: tuple[tuple[re.Pattern[str], Callable[[Situation], list[Effect]]], ...] = (
    (_HELP, _help),
    (_MY_DATA, _my_data),
    (_FORGET, _forget),
    (_CONFIRM_FORGET, _forgotten),
    (_MUTE, _mute),
    (_UNMUTE, _unmute),
    (_PERSON, _to_person),
    (_TAKE_BACK, retracting.retract),
)
