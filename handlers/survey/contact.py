"""A reporter leaves a telephone number, and says whether short messages may go to it (PIPL 14, 15)."""

import re
import unicodedata

from handlers.effects import Ask, Effect, Judge, KeepContact, Say
from handlers.situation import Situation
from handlers.speech import SMS, ToPerson
from handlers.survey.answering import Answer, declined
from handlers.texts import Text, render
from handlers.understanding.answers import SurveyAnswer
from handlers.understanding.reading import Intent
from storage.codes import AttemptState, SurveyChannel

_NUMBER = re.compile(
    r"(?:这是)?(?:我|俺)?的?(?:联系)?(?:电话|手机)(?:号码?)?(?:是|就是|为)?[:,、 ]*(1[3-9]\d{9})"
    r"(?:[,、 ]*(?:可以|能)?(?:给我)?(?:打(?:这个|我)?(?:电话)?|发短信).{0,6})?"
)
_AGREED = re.compile(
    r"(?:可以|同意|能|愿意|行|中|好)(?:的|了|吧|啊)?(?:给我)?(?:发短信|短信)?|发(?:短信)?吧"
)
_NO_SMS = re.compile(
    r"(?:不要|别|不用|不想|不同意|取消|甭)(?:再)?(?:给我)?(?:发|收)?短信(?:了|回访)?"
)
_STOP_SMS = re.compile(r"(?:TD|T|退订|不要再?发了?|别发了?)", re.IGNORECASE)


def decide(s: Situation) -> list[Effect] | None:
    """A number is kept, short messages are agreed to or stopped; None for any other words."""
    words = unicodedata.normalize("NFKC", s.message.text).strip(" 。.!~")
    if s.message.channel == SMS and _STOP_SMS.fullmatch(words):
        return _stopped(s)
    if _NO_SMS.fullmatch(words):
        return [_agreed(s, sms=False), *_say(s, "contact.no_sms")]
    if (s.conversation.question or {}).get("kind") == "sms_consent" and _AGREED.fullmatch(words):
        return [_agreed(s, sms=True), Ask(None), *_say(s, "contact.sms")]
    found = _NUMBER.fullmatch(words)
    if found is None:
        return None
    kept = KeepContact(s.speaker.id, phone=found[1])
    return [kept, *_told_caller(s, found[1]), Ask("sms_consent"), *_say(s, "contact.phone")]


def _told_caller(s: Situation, phone: str) -> list[Effect]:
    """Whoever is to call this reporter has the number now."""
    waiting = (t for t in s.tries if t.state is AttemptState.WAITING)
    asker_id = next((t.asker_id for t in waiting if t.channel is SurveyChannel.PHONE), None)
    if asker_id is None or s.survey is None:
        return []
    name = s.speaker.person.name or render("resident.somebody")
    text = Text("survey.phone_given", {"name": name, "phone": phone})
    return [Say(ToPerson(asker_id), text, s.survey[1].id)]


def _stopped(s: Situation) -> list[Effect]:
    """No short message any more, and the question that came by one is not asked again."""
    stopped: list[Effect] = [_agreed(s, sms=False), *_say(s, "contact.no_sms")]
    if s.survey is None:
        return stopped
    survey, view = s.survey
    said = SurveyAnswer(is_declined=True)
    given = Answer(s.now, s.world, view, survey, s.speaker, said, "", SurveyChannel.SMS)
    return [*declined(given), *stopped]


def _agreed(s: Situation, *, sms: bool) -> KeepContact:
    return KeepContact(s.speaker.id, sms=sms)


def _say(s: Situation, key: str) -> list[Effect]:
    return [Say(ToPerson(s.speaker.id), Text(key)), Judge(Intent.CONSENT.value)]
