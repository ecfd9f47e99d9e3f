"""The questions after "solved?": stars, what was wrong, may it be passed on; each asked once (3e)."""

from handlers.effects import Ask, Effect, RecordSurvey
from handlers.survey.answering import Answer, tell
from handlers.understanding.opinions import Opinion, read_opinion, without_scores
from storage.codes import SurveyChannel, SurveyKind, SurveyState
from storage.tables.survey import Survey

_POOR, _FAIR = 2, 3  # stars
_FEW_WORDS, _MANY_WORDS = 5, 12
KINDS = {"survey_score": "stars", "survey_reasons": "reasons", "survey_relay": "relay"}
_ORDER = ("survey_score", "survey_reasons", "survey_relay")


def next_question(
    a: Answer, *, after: str = "", closed: bool = False, sorry: bool = False
) -> list[Effect]:
    """The next question that is still open, with thanks; or thanks alone.

    `after` is the question that was asked last: it and those before it are not asked again.
    `closed` says that the case was closed with this very answer, `sorry` that it was opened again:
    whoever has just heard an apology is not thanked as well.
    """
    done = _ORDER.index(after) + 1 if after in _ORDER else 0
    wanted = [q for q in _ORDER[done:] if _is_open(q, a)]
    head = "closed" if closed else "plain" if sorry or not after else "again"
    if not wanted or a.via is not SurveyChannel.CHAT:
        return [Ask(None), *([] if sorry else _thanks(a, head))]
    asked = Ask(wanted[0], a.view.id, {"survey_id": a.survey.id or 0})
    return [asked, tell(a, f"survey.ask_{KINDS[wanted[0]]}_{head}")]


def opinion_on(question: str, text: str) -> Opinion | None:
    """What the text answers of this question; None when it is about something else."""
    opinion = read_opinion(text, KINDS[question])
    given = {
        "survey_score": opinion.stars is not None,
        "survey_reasons": bool(opinion.reasons),
        "survey_relay": bool(opinion.relay),
    }
    return opinion if given[question] else None


def kept(survey: Survey, opinion: Opinion, remark: str = "") -> RecordSurvey:
    """The opinion is written down with the survey."""
    return RecordSurvey(
        survey.id or 0,
        SurveyState.ANSWERED,
        satisfaction=opinion.stars,
        reasons=opinion.reasons,
        relay=opinion.relay,
        remark=remark,
    )


def _is_open(question: str, a: Answer) -> bool:
    survey, said, opinion = a.survey, a.said, read_opinion(a.words)
    stars = said.satisfaction or survey.satisfaction
    resolved = said.resolved or survey.resolved
    own = len(without_scores(f"{survey.remark}\n{said.remark}"))
    match question:
        case "survey_score":
            return stars is None and resolved == 1 and survey.kind is SurveyKind.RESULT
        case "survey_reasons":
            poor = resolved in (2, 3) or (stars or 5) <= _FAIR
            return poor and not survey.reasons and not opinion.reasons and own < _FEW_WORDS
        case _:
            enough = _MANY_WORDS if (stars or 0) > _FAIR and resolved == 1 else _FEW_WORDS
            return own >= enough and not survey.relay and not opinion.relay


def _thanks(a: Answer, head: str) -> list[Effect]:
    return [tell(a, "survey.thanks" if head == "closed" else "survey.thanks_score")]
