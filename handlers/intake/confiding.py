"""A chat one to one about a matter told in confidence: whatever follows is taken in and answered."""

import re
import unicodedata
from collections.abc import Sequence

from handlers.effects import AddReport, Ask, ChangeCase, Effect, Judge, Say
from handlers.intake import kindly, responders
from handlers.intake.account import kept_nameless, of_message
from handlers.lifecycle.alarms.check_ins import check_in_tag
from handlers.lifecycle.transitions import AT_WORK
from handlers.situation import CaseView, Situation
from handlers.speech import ToPerson
from handlers.texts import Text
from handlers.understanding.masking import mask
from handlers.understanding.reading import Cue, Intent, Reading
from storage.codes import ReportKind

_ELSEWHERE = frozenset(
    # what is answered as in any chat
    {
        Intent.ASK_PROGRESS,
        Intent.HELP,
        Intent.THANKS,
        Intent.GREETING,
        Intent.RETRACT,
        Intent.AD_SPAM,
        Intent.SHARE_LINK,
        Intent.RED_PACKET,
        Intent.OFFICIAL_NOTICE,
    }
)
_SAFE = re.compile(r"(?:回复)?1|(?:我|俺)?(?:现在|暂时)?(?:很)?安全(?:了|的)?")
_UNSAFE = re.compile(r"(?:回复)?2|(?:我|俺)?(?:现在|还)?不安全|没有?安全|不太安全|危险")
_AGREES = re.compile(r"(?:我|俺)?(?:愿意|同意|可以|行|中|好的?|嗯|要|想|需要)(?:的|吧|啊|谢谢)?")
_NO = re.compile(
    r"(?:我|俺)?(?:不用|不要|不愿意|不同意|不想|不方便|别|先不|算了|不了)(?:了|联系|打扰|问|找我|联系我|来)*(?:了|谢谢)?"
)
_MARKS = " ,。.!?、"
# 他睡着了 俺不想离婚: whoever told of what happens at home goes on telling it
_OF_HOME = frozenset({"family", "neighbor", "care_visit", "education"})


def decide(s: Situation, reading: Reading) -> list[Effect] | None:
    """The answer to "安全吗", or one more word about it; None when it is of something else."""
    view = confided(s)
    if view is None or s.group is not None or not _belongs(s, reading):
        return None
    words = unicodedata.normalize("NFKC", s.message.text).strip(_MARKS)
    if view.case.leaf == "domestic_violence" and view.case.is_emergency:
        for pattern, name in ((_SAFE, "safe"), (_UNSAFE, "unsafe")):
            if pattern.fullmatch(words):
                return _safety(s, view, name)
    where = responders.told_where(s, of_message(s, reading), view)
    return more(s, view, reading.cues, where=where)


def check_in(s: Situation, view: CaseView, words: str) -> list[Effect] | None:
    """Whether somebody may ask later if they are safe: only a clear yes is one (3e)."""
    for pattern, key in (
        (_NO, "emergency.check_in_declined"),
        (_AGREES, "emergency.check_in_agreed"),
    ):
        if pattern.fullmatch(words.strip(_MARKS)):
            tag = check_in_tag(s.speaker.id)
            tags = [t for t in view.case.tags if t != tag]
            tags += [tag] if pattern is _AGREES else []
            return [
                Ask(None),
                ChangeCase(view.id, {"tags": tags}),
                AddReport(
                    view.id,
                    s.speaker.id,
                    ReportKind.SUPPLEMENT,
                    (s.message.id or 0,),
                    s.message.text,
                ),
                Say(ToPerson(s.speaker.id), Text(key), view.id),
                Judge(Intent.CONSENT.value, view.id),
            ]
    return None


def confided(s: Situation) -> CaseView | None:
    """The newest matter at work that the speaker told in confidence."""
    told = (v for v in s.mine if s.speaker.id in v.reporter_ids)
    return next((v for v in told if v.case.is_private and v.case.state in AT_WORK), None)


def more(
    s: Situation,
    view: CaseView,
    cues: frozenset[Cue],
    message_ids: tuple[int, ...] = (),
    where: Sequence[Effect] = (),
) -> list[Effect]:
    """The words are kept with the matter, passed on, and answered.

    Who is on the way to an emergency, or to a child, hears them; a place that they tell (`where`)
    is passed on as such, and not told twice.
    """
    ids = message_ids or (s.message.id or 0,)
    added = AddReport(view.id, s.speaker.id, ReportKind.SUPPLEMENT, ids, s.message.text)
    passed_on = Text("emergency.said_more", {"words": mask(s.message.text)[:60]})
    answer = Text(_answer(s, view, cues))
    said = Say(ToPerson(s.speaker.id), answer, view.id, urgent=True)
    nameless = kept_nameless(view, s.speaker.id) if Cue.SECRECY in cues else []
    told = where or _passed_on(s, view, passed_on)
    return [added, *nameless, *told, said, Judge(Intent.SUPPLEMENT.value, view.id)]


def _answer(s: Situation, view: CaseView, cues: frozenset[Cue]) -> str:
    if Cue.NO_CALL in cues:
        return "intake.no_call"
    return kindly.more(view.case.leaf, view.case.summary, s.message.text, cues)


def _safety(s: Situation, view: CaseView, name: str) -> list[Effect]:
    ids = (s.message.id or 0,)
    return [
        AddReport(view.id, s.speaker.id, ReportKind.SUPPLEMENT, ids, s.message.text),
        *_passed_on(s, view, Text(f"emergency.says_{name}")),
        Say(ToPerson(s.speaker.id), Text(f"emergency.heard_{name}"), view.id, urgent=True),
        *([Ask("check_in", view.id)] if name == "safe" else []),
        Judge(Intent.SUPPLEMENT.value, view.id),
    ]


def _passed_on(s: Situation, view: CaseView, text: Text) -> list[Effect]:
    """The county's duty officer and those on their way know of it at once."""
    if not (view.case.is_emergency or view.case.leaf == kindly.OF_A_CHILD):
        return []
    return responders.told(s, view, text)


def _belongs(s: Situation, reading: Reading) -> bool:
    """False for what has its own answer: a command, thanks, or another matter told openly."""
    if reading.intent in _ELSEWHERE:
        return False
    if not reading.is_report or reading.is_unsure:
        return True
    lead = reading.matters[0]
    is_of_home = lead.leaf in _OF_HOME and not (lead.is_emergency or lead.place.is_specific)
    return is_of_home or s.world.categories.leaf(lead.leaf).is_private
