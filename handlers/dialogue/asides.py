"""One to one, beside reports and commands: a sigh about the bot, one more word to one's own matter."""

import re
from datetime import timedelta

from handlers.dialogue import progress
from handlers.effects import AddReport, Effect, Judge, Say
from handlers.intake import responders
from handlers.intake.account import kept_nameless
from handlers.situation import CaseView, Situation
from handlers.speech import To, ToDepartment, ToPerson
from handlers.survey import callback
from handlers.survey.questions import KINDS
from handlers.texts import Text
from handlers.understanding.answers import SurveyAnswer
from handlers.understanding.at_home import is_about_being_in
from handlers.understanding.masking import mask
from handlers.understanding.normalise import normalise
from handlers.understanding.reading import Cue, Intent, Reading
from storage.codes import CaseState, ReportKind

_STILL_TELLING = timedelta(minutes=10)
_FEW_WORDS = 4
_LOOSE = frozenset({Intent.CHIT_CHAT, Intent.SUPPLEMENT, Intent.PAST_STORY, Intent.HYPOTHETICAL})
_HEATED = frozenset({Intent.SURVEY_REPLY, Intent.ABUSE, Intent.JOKE, Intent.COMPLAINT_ABOUT_BOT})
_ACKNOWLEDGES = re.compile(
    r"(?:好+|中|行|嗯+|哦+|噢|收到|知道|明白|了解|懂|可以|没事|没关系|不急|不着急|慢慢来|辛苦|ok|OK|[\[(](?:OK|强|握手|抱拳|玫瑰|微笑|好的)[\])])(?:的|了|啦|嘞|滴|吧|呀|啊|哒)*"
    r"(?:[ ,\uff0c。]*(?:好|知道|明白|收到|等着|我等着|等消息|等你们消息|等信儿?)(?:的|了|吧|啊)*)*"
)
_DESPAIRS = re.compile(
    r"\W*(?:(?:唉|哎|算了|拉倒|得了|反正|我看|我就知道|跟(?:你|恁)们?|(?:你|恁)们?|吧|也|都|就|早知道|以后)\W*)*(?:说了|报了|反映了?|找(?:你|恁)们?|问了?)?(?:也|都|还)?(?:没啥?用|白说|是白说|白搭|白报|没人管|不顶用|不管用|没(?:有)?结果|没指望|不指望|指望不上|没意思)(?:了|的|啊|嘛|你们|恁)*\W*"
)
_WISHES = frozenset({Cue.SECRECY, Cue.NO_CALL})


def sigh(s: Situation, reading: Reading) -> list[Effect] | None:
    """Whoever is upset hears an apology and how their matter stands; None when nobody is."""
    if s.group is not None or s.draft is not None:
        return None
    if not _is_upset(reading) and not despairs(s.message.text):
        return None
    view = progress.own_matter(s)
    if view is not None:
        answer = Text("resident.sorry_case", {"who": progress.who_handles(s, view)})
        return _kept(s, view, answer)
    if reading.intent is Intent.SUPPLEMENT and not despairs(s.message.text):
        return None
    said = Say(ToPerson(s.speaker.id), Text("resident.sorry"))
    return [said, Judge(reading.intent.value)]


def added(s: Situation, reading: Reading) -> list[Effect] | None:
    """A word said soon after one's own report, or a wish about it, is kept with the matter."""
    if s.answering is not None and s.named is not None and _is_further(s, reading):
        return callback.further(s, s.answering, s.named)
    praises = reading.intent is Intent.THANKS and "态度" in s.message.text
    if s.survey is not None and (praises or _is_wordy(s, reading)):
        return callback.answer(s, *s.survey, SurveyAnswer())  # no answer yet: asked once more
    view = progress.own_matter(s)
    if view is None:
        return None
    if view.case.state is CaseState.EMERGENCY and not view.case.is_private:
        return _in_danger(s, view, reading)
    return _of_matter(s, reading, view)


def wished(s: Situation, reading: Reading) -> list[Effect] | None:
    """Who asks of their own matter not to be named is promised it, whatever else the words sound like."""
    told_plainly = reading.is_report and not reading.is_unsure
    if Cue.SECRECY not in reading.cues or told_plainly or s.draft is not None:
        return None
    view = progress.own_matter(s) if reading.possible_danger is None else None
    return _of_matter(s, reading, view) if view is not None else None


def _of_matter(s: Situation, reading: Reading, view: CaseView) -> list[Effect] | None:
    if Cue.SECRECY in reading.cues:
        nameless = kept_nameless(view, s.speaker.id)
        return [*nameless, *_passed_on(view), *_kept(s, view, Text("intake.kept_secret"))]
    told = (r.reported_at for r in view.reports if r.person_id == s.speaker.id)
    is_new = s.now - max(told, default=view.case.opened_at) <= _STILL_TELLING
    if acknowledges(s.message.text):
        return None
    more = is_new and reading.intent in _LOOSE and len(s.message.text) >= _FEW_WORDS
    if more or Cue.NO_CALL in reading.cues or is_about_being_in(normalise(s.message.text).plain):
        return _kept(s, view, Text("intake.supplemented"))
    return None


def _in_danger(s: Situation, view: CaseView, reading: Reading) -> list[Effect] | None:
    """Whoever is in danger is never told that they were not understood; the duty hears each word."""
    if reading.intent is Intent.GREETING or acknowledges(s.message.text):
        return None
    words = mask(s.message.text)[:60]
    told = responders.told(s, view, Text("emergency.said_more", {"words": words}))
    return [*told, *_kept(s, view, Text("emergency.with_you"))]


def _is_further(s: Situation, reading: Reading) -> bool:
    """True for words between the questions of a survey that answer none of them."""
    asked = (s.conversation.question or {}).get("kind")
    return asked in KINDS and _is_wordy(s, reading)


def _is_wordy(s: Situation, reading: Reading) -> bool:
    said = reading.intent in _LOOSE | _HEATED and len(s.message.text) >= _FEW_WORDS
    return said and not acknowledges(s.message.text)


def despairs(text: str) -> bool:
    """True of 算了 说了也没用: whoever gives up is not left without an answer."""
    return _DESPAIRS.fullmatch(text.strip()) is not None


def acknowledges(text: str) -> bool:
    """True of "好的，知道了": heard, and nothing more."""
    return _ACKNOWLEDGES.fullmatch(text.strip(" \u3002\uff0c\uff01.,!~")) is not None


def _is_upset(reading: Reading) -> bool:
    if reading.intent in (Intent.COMPLAINT_ABOUT_BOT, Intent.ABUSE):
        return True
    if reading.intent is Intent.JOKE and Cue.PRAISE in reading.cues:
        return True  # 是不是等着我家开养鱼场
    worse = bool({Cue.ANGER, Cue.STILL_BROKEN} & reading.cues)
    return reading.intent is Intent.SUPPLEMENT and worse


def _kept(s: Situation, view: CaseView, answer: Text) -> list[Effect]:
    ids = (s.message.id or 0,)
    return [
        AddReport(view.id, s.speaker.id, ReportKind.SUPPLEMENT, ids, s.message.text),
        Say(ToPerson(s.speaker.id), answer, view.id),
        Judge(Intent.SUPPLEMENT.value, view.id),
    ]


def _passed_on(view: CaseView) -> list[Effect]:
    """Whoever handles it knows that the reporter must not be named."""
    to: list[To] = [ToDepartment(w.department_id) for w in view.in_force]
    if view.case.owner_id is not None:
        to.append(ToPerson(view.case.owner_id))
    return [Say(one, Text("told.keep_secret"), view.id) for one in to]
