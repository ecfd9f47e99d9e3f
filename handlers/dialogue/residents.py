"""What residents ask for beside reporting: progress, help, their data, peace, another look."""

import re
import unicodedata
from collections.abc import Callable

from handlers.dialogue import (
    asides,
    confidences,
    deferrals,
    delegating,
    lookups,
    mediating,
    own_data,
    progress,
    relapsed,
    supplied,
    visiting,
)
from handlers.effects import (
    Effect,
    Judge,
    OpenTask,
    Say,
)
from handlers.intake import confiding, hearing, possible_dangers, retracting, undoubted, unheard
from handlers.intake.telling_on import WITHIN as TELLS_ON
from handlers.lifecycle import moves
from handlers.situation import CaseView, Situation
from handlers.speech import SMS, ToPerson, ToRole
from handlers.survey import callback, contact
from handlers.texts import Text, render
from handlers.understanding.answers import SurveyAnswer, puts_off, read_survey_answer
from handlers.understanding.askings import asks_who_you_are, opens_a_talk, says_who_they_are
from handlers.understanding.misconduct import is_of_misconduct
from handlers.understanding.reading import Cue, Intent, Reading
from handlers.understanding.tellers import only_says_to_be_a_child
from storage.codes import CaseState, Move, Role, TaskKind

_HELP = re.compile(r"(?:帮助|help|怎么用|咋用|使用说明|\?)")
_PERSON = re.compile(r"(?:转)?人工|(?:找|叫)(?:个|一个)?(?:真)?人")
_TAKE_BACK = re.compile(r"(?:撤回|撤销|撤了|取消|不办了)")
_HELLO = re.compile(
    r"你好|您好|(?:叔叔|阿姨|爷爷|奶奶|领导|大家|姐姐|哥哥)们?好|老师好|同志好|在吗|在不在|有人吗|有人没|请问|可以说吗|能说吗|听得?见|听得到|^喂|是哨到"
)
_KINDLY = {
    Intent.GREETING: "resident.greeting",
    Intent.THANKS: "resident.welcome",
    Intent.AD_SPAM: "",
    Intent.SHARE_LINK: "",
    Intent.RED_PACKET: "",
}
_NOTHING_LEFT = re.compile(r"(?:没(?:有)?(?:了|啥了|别的了?)|都?好了|可以了|中了)")


def decide(s: Situation, reading: Reading) -> list[Effect]:
    """What the bot does with a resident's message, in a group or one to one."""
    reading = undoubted.without_own(s, reading)
    return [*_decided(s, reading), *possible_dangers.looked_at(s, reading)]


def _decided(s: Situation, reading: Reading) -> list[Effect]:
    if (effects := _answers(s, reading)) is not None:
        return effects
    if _takes_back(s):
        return retracting.retract(s)
    if reading.emergency is None and (effects := progress.asked_about(s, reading)) is not None:
        return effects
    sigh = asides.sigh(s, reading) if reading.possible_danger is None else None
    effects = (
        relapsed.decide(s, reading)
        or sigh
        or supplied.decide(s, reading)
        or hearing.decide(s, reading)
    )
    if effects is not None:
        return effects
    if s.group is not None:
        return [Judge(reading.intent.value)]
    return asides.added(s, reading) or _small_talk(s, reading)


def _answers(s: Situation, reading: Reading) -> list[Effect] | None:
    """Whether anybody is in danger is answered first; a danger itself is no answer to anything."""
    effects = possible_dangers.answered(s, reading)
    if effects is None and reading.emergency is None:
        effects = _asked(s, reading)
    return effects


def _asked(s: Situation, reading: Reading) -> list[Effect] | None:
    """What needs no case: a question about confidence, and one to one all that is no report."""
    effects = confidences.asked(s) or lookups.asked(s)
    if effects is None and s.group is None:
        effects = _introduced(s, reading) or _one_to_one(s, reading)
    return effects


def _introduced(s: Situation, reading: Reading) -> list[Effect] | None:
    """Somebody has said who they are and nothing else: they are asked to go on, a child gently."""
    is_begun = bool(s.draft or s.mine or reading.possible_danger)
    if says_who_they_are(s.message.text) and not is_begun:
        return unheard.listen(s)
    if not only_says_to_be_a_child(s.message.text):
        return None
    said = Say(ToPerson(s.speaker.id), Text("resident.child_listening"))
    return [said, Judge(Intent.GREETING.value)]


def _takes_back(s: Situation) -> bool:
    """True when a numbered case is called off, or what was only begun."""
    words = progress.NUMBERED.sub("", s.message.text).strip()
    if s.named is not None:
        return _TAKE_BACK.match(words) is not None
    return s.draft is not None and _TAKE_BACK.fullmatch(words.strip(" 。.!~")) is not None


def _one_to_one(s: Situation, reading: Reading) -> list[Effect] | None:
    words = unicodedata.normalize("NFKC", s.message.text).strip(" 。.!~")
    for pattern, answer in _COMMANDS if s.message.channel != SMS else ():
        if pattern.fullmatch(words):
            return answer(s)
    effects = (
        contact.decide(s)
        or mediating.by_resident(s)
        or visiting.by_resident(s)
        or _open_question(s, words, reading)
        or delegating.decide(s)
        or deferrals.objects(s, reading)
        or supplied.decide(s, reading)
    )
    if effects is None and (s.survey is None or _has_just_confided(s)):
        effects = confiding.decide(s, reading) or asides.wished(s, reading)
    effects = effects if effects is not None else _looks_later(s)
    return effects if effects is not None else _answered(s, reading)


def _answered(s: Situation, reading: Reading) -> list[Effect] | None:
    """What answers the survey that is open, or says that a matter was not solved after all."""
    said = callback.read(s)
    is_other = reading.is_report and not (said and said.is_sure)
    if said is None or is_other or _complains_of_office(reading):
        return None
    if s.survey is not None:
        return callback.answer(s, *s.survey, said)
    return _late_answer(s, said)


def _looks_later(s: Situation) -> list[Effect] | None:
    """Who will look before they answer the survey hears that there is no hurry; it stays open."""
    if s.survey is None or not puts_off(s.message.text):
        return None
    said = Say(ToPerson(s.speaker.id), Text("survey.no_hurry"), s.survey[1].id)
    return [said, Judge(Intent.SURVEY_REPLY.value, s.survey[1].id)]


def _complains_of_office(reading: Reading) -> bool:
    """修好了 可网格员把我名字告诉人家: never kept as an answer, whose words go to who handled it."""
    return any(map(is_of_misconduct, reading.matters))


def _has_just_confided(s: Situation) -> bool:
    """True where what is told goes on from what was confided a moment ago, and plainly answers no survey."""
    view, said = confiding.confided(s), callback.read(s)
    is_fresh = view is not None and s.now - view.case.opened_at <= TELLS_ON
    return is_fresh and (said is None or not said.is_sure)


def _late_answer(s: Situation, said: SurveyAnswer) -> list[Effect] | None:
    """Hears "没解决" even when no survey is open; within 15 days the case is opened again."""
    if said.resolved != 3 or not said.is_sure or not progress.NOT_SOLVED.search(s.message.text):
        return None
    candidates = [s.named] if s.named else [v for v in (s.last_told, *s.mine) if v]
    view = next((v for v in candidates if callback.may_be_reopened(s, v)), None)
    return callback.reopen(s, view) if view is not None else None


def _open_question(s: Situation, words: str, reading: Reading) -> list[Effect] | None:
    question = s.conversation.question or {}
    view = s.named
    if view is None or _complains_of_office(reading):
        return None
    match question.get("kind"):
        case "survey_score" | "survey_reasons" | "survey_relay" as kind if s.answering:
            return callback.opinion(s, s.answering, view, str(kind))
        case "check_in":
            return confiding.check_in(s, view, words)
        case "survey_rest" if _NOTHING_LEFT.fullmatch(words):
            return callback.nothing_left(s, s.answering, view)
        case "survey_rest":
            return callback.rest(s, s.answering, view)
        case _:
            return None


def _small_talk(s: Situation, reading: Reading) -> list[Effect]:
    if asides.acknowledges(s.message.text):
        return [Judge(reading.intent.value)]  # "好的" wants no answer
    if opens_a_talk(s.message.text) and not _HELLO.search(s.message.text):
        return [Say(ToPerson(s.speaker.id), Text("resident.go_on")), Judge(reading.intent.value)]
    key = _kindly(s, reading)
    if key is None:
        return unheard.begin(s, reading)
    said = [Say(ToPerson(s.speaker.id), Text(key))] if key else []
    return [*said, Judge(reading.intent.value)]


def _kindly(s: Situation, reading: Reading) -> str | None:
    """The words for what wants no more than words, empty where none are wanted; None for all else."""
    if asks_who_you_are(s.message.text):
        return "resident.who_i_am"
    if reading.intent is Intent.SURVEY_REPLY:
        said = read_survey_answer(s.message.text)
        if said is not None and said.resolved == 1:
            return "resident.glad"
    if reading.intent in _KINDLY:
        return _KINDLY[reading.intent]
    if Cue.SECRECY in reading.cues:
        return "resident.go_on_secretly"
    return "resident.greeting" if _HELLO.search(s.message.text) else None


def _help(s: Situation) -> list[Effect]:
    return [Say(ToPerson(s.speaker.id), Text("resident.help")), Judge(Intent.HELP.value)]


def _to_person(s: Situation) -> list[Effect]:
    """A resident wants to speak with a human: the county's duty officer is to call or write.

    Whoever was sent another way lately gets their matter looked at again.
    """
    if (guided := _guided(s)) is not None:
        wish = moves.Wish(Move.REOPEN, s.speaker, guided, note=s.message.text)
        return [*moves.decide(wish, s.now, s.world), Judge(Intent.HELP.value, guided.id)]
    name = s.speaker.person.name or render("resident.somebody")
    title = render("task.wants_person", name=name)
    to = ToRole(Role.COUNTY_DUTY, s.world.directory.top.id)
    return [
        OpenTask(f"person:{s.message.id}", TaskKind.PHONE_CALL, title, to=to),
        Say(ToPerson(s.speaker.id), Text("resident.person_called")),
        Say(to, Text("resident.person_wanted", {"name": name})),
        Judge(Intent.HELP.value),
    ]


def _guided(s: Situation) -> CaseView | None:
    """The matter of the speaker's that was last sent another way."""
    known = [v for v in (s.named, s.last_told, *s.mine) if v is not None]
    own = (v for v in known if s.speaker.id in v.reporter_ids)
    return next((v for v in own if v.case.state is CaseState.GUIDED), None)


_COMMANDS: tuple[tuple[re.Pattern[str], Callable[[Situation], list[Effect]]], ...] = (
    (_HELP, _help),
    *own_data.COMMANDS,
    (_PERSON, _to_person),
    (_TAKE_BACK, retracting.retract),
)
