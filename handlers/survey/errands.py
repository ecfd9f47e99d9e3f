"""Whoever called or visited a reporter says by chat what was answered (3e)."""

import re
import unicodedata
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from handlers.effects import Effect, EndTry, Judge, Say, StartTimer
from handlers.situation import Errand, Situation, Speaker, World
from handlers.speech import ToPerson
from handlers.survey.answering import Answer, declined, followed, recorded, words_clock
from handlers.survey.ladder import other_part
from handlers.texts import Text, render
from handlers.understanding.answers import SurveyAnswer, read_survey_answer
from handlers.understanding.opinions import read_opinion
from handlers.understanding.reading import Intent
from handlers.wording import chinese_marks, number
from storage.codes import (
    AttemptState,
    TimerKind,
)

_NOT_REACHED = re.compile(
    r"(?:没|未|没有)(?:能)?(?:打通|接通|联系上|联系到|见(?:到|着)|找(?:到|着)|碰(?:到|着|见))|打不通|接不通"
    r"|(?:没|无|没有)人(?:接|应|在家|开门)|不接|没接|关机|停机|空号|占线|忙音|不在(?:家|服务区)|家里没人"
    r"|号码?(?:不对|错)|打错"
)
_ABOUT = re.compile(
    r"电话回访|上门回访|回访(?:完|过|了|结果|情况)|(?:打|通)(?:过|了|完|通)(?:了|个)?电话|电话(?:打|通|问|里)"
    r"|打通了?|接通了?|(?:反映人|群众|人家|老乡|当事人)(?:说|讲|答|表示)|上门(?:问|看|去)|问(?:过|了)(?:他|她|人)"
)
_HEAD = re.compile(
    r"#\s*\d{1,7}|(?<!\d)\d{1,7}号(?!楼)|电话回访|上门回访|回访(?:完|过|了|结果|情况)?|(?:已经?)?(?:打|接)通(?:过)?了?|电话里?"
    r"|(?:打|通)(?:过|了|完)(?:个)?电话|上门(?:问|看|去)?(?:过)?了?|(?:反映人|群众|人家|老乡|当事人|他|她)(?:说|讲|答|表示)"
    r"|问(?:过|了)(?:他|她|人)?"
)
_NUMBER = re.compile(r"#\s*(\d{1,7})|(?<!\d)(\d{1,7})号")
_MARKS = " ,，。.:：;；、!！-—\n"


def decide(s: Situation) -> list[Effect] | None:
    """What the call or the visit brought is written down; None when the words are about other work."""
    words = unicodedata.normalize("NFKC", s.message.text).strip()
    if not s.errands or not _speaks_of_one(s, words):
        return None
    errand = _meant(s, words)
    if errand is None:
        return _say(s, Text("survey.which_errand", {"lines": _lines(s)}))
    return brought(s, errand, words)


class Asker(Protocol):
    """Who called or visited, and when: a message or a page tells of it."""

    @property
    def now(self) -> datetime:
        """When it is told."""

    @property
    def world(self) -> World:
        """The county."""

    @property
    def speaker(self) -> Speaker:
        """Who tells it."""


def brought(s: Asker, errand: Errand, words: str) -> list[Effect]:
    """What the call or the visit brought is written down, in the words of whoever made it."""
    if _NOT_REACHED.search(words):
        return _not_reached(s, errand)
    said = read_survey_answer(_answered(words, errand))
    return _written(s, errand, said, words)


def _speaks_of_one(s: Situation, words: str) -> bool:
    """True for words on a call or a visit; else the case must be one the speaker only asks after."""
    if _ABOUT.search(words) or _NOT_REACHED.search(words):
        return True
    named = s.named is not None and any(e.view.id == s.named.id for e in s.errands)
    return named and read_survey_answer(_HEAD.sub("", words).strip(_MARKS)) is not None


def _meant(s: Situation, words: str) -> Errand | None:
    """The errand of the case that is named, of the reporter who is named, or the only one."""
    found = _NUMBER.search(words)
    wanted = int(found[1] or found[2]) if found else None
    open_ones = [e for e in s.errands if wanted in (None, e.view.case.number)]
    by_name = [e for e in open_ones if e.reporter.person.name and e.reporter.person.name in words]
    chosen = by_name or open_ones
    same_case = {e.view.id for e in chosen}
    return chosen[0] if len(same_case) == 1 else None


def _answered(words: str, errand: Errand) -> str:
    """The reporter's part of what the asker wrote."""
    name = errand.reporter.person.name
    plain = re.sub(f"{re.escape(name)}(?:说|讲)?", " ", words) if name else words
    return _HEAD.sub(" ", plain).strip(_MARKS)


def _not_reached(s: Asker, errand: Errand) -> list[Effect]:
    """Called again in another part of the day by somebody else; after that the next way is tried."""
    survey_id, policy = errand.survey.id or 0, s.world.policy
    again = other_part(s.now, policy)
    key = "survey.errand_not_reached"
    clock = StartTimer(
        TimerKind.SURVEY_REMIND,
        again,
        errand.view.id,
        subject=f"survey:{survey_id}",
        data={"survey_id": survey_id},
    )
    return [
        EndTry(survey_id, AttemptState.NOT_REACHED),
        clock,
        *_say(s, Text(key, {"number": number(errand.view.case.number)}), errand.view.id),
    ]


def _written(s: Asker, errand: Errand, said: SurveyAnswer | None, words: str) -> list[Effect]:
    """The answer counts as the reporter's own; what is not clear is asked of the asker again."""
    view = errand.view
    via = errand.attempt.channel
    if said is not None and said.is_declined:
        refused = Answer(s.now, s.world, view, errand.survey, errand.reporter, said, "", via)
        return [*declined(refused), *_say(s, Text("survey.errand_declined"), view.id)]
    if said is None or not said.is_sure or said.resolved is None:
        return _say(s, Text("survey.errand_unclear", {"short": f"#{view.case.number}"}), view.id)
    opinion = read_opinion(_answered(words, errand), "stars")
    told = replace(
        said,
        satisfaction=opinion.stars or said.satisfaction,
        remark=chinese_marks(_answered(words, errand)),
    )
    given = Answer(s.now, s.world, view, errand.survey, errand.reporter, told, told.remark, via)
    return [
        *recorded(given),
        *followed(given),
        words_clock(errand.survey, view, s.now, s.world),
        *_say(s, Text("survey.errand_done"), view.id),
    ]


def _lines(s: Situation) -> str:
    return "\n".join(
        render(
            "survey.errand_line",
            number=number(e.view.case.number),
            way=render(f"survey_channel.{e.attempt.channel.value}"),
            name=e.reporter.person.name or render("resident.somebody"),
        )
        for e in s.errands
    )


def _say(s: Asker, text: Text, case_id: int | None = None) -> list[Effect]:
    return [Say(ToPerson(s.speaker.id), text, case_id), Judge(Intent.STAFF_TALK.value, case_id)]
