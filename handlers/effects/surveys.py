"""Effects on what reporters are asked afterwards."""

from dataclasses import dataclass

from handlers.effects.cases import CaseRef
from storage.codes import AttemptState, SurveyChannel, SurveyKind, SurveyState


@dataclass(frozen=True)
class PlanSurvey:
    """A reporter will be asked about a case."""

    case: CaseRef
    person_id: int
    round: int
    kind: SurveyKind = SurveyKind.RESULT


@dataclass(frozen=True)
class RecordSurvey:
    """A survey goes on: asked, answered, given up."""

    survey_id: int
    state: SurveyState
    resolved: int | None = None
    satisfaction: int | None = None
    reasons: tuple[int, ...] = ()
    remark: str = ""
    relay: str = ""
    via: SurveyChannel | None = None


@dataclass(frozen=True)
class TryReporter:
    """A reporter is asked in one way; a call or a visit is a task of the asker."""

    survey_id: int
    case: CaseRef
    channel: SurveyChannel
    asker_id: int | None = None
    title: str = ""


@dataclass(frozen=True)
class EndTry:
    """What was under way to ask in this survey has ended so."""

    survey_id: int
    state: AttemptState


@dataclass(frozen=True)
class PassErrand:
    """A call or a visit that waits is another's to make."""

    attempt_id: int
    asker_id: int


@dataclass(frozen=True)
class DropTries:
    """Nobody is asked about this case any more: it goes on, or is over."""

    case: CaseRef


@dataclass(frozen=True)
class MarkRelayed:
    """The reporter's words have reached whom they may reach."""

    survey_id: int


@dataclass(frozen=True)
class KeepContact:
    """A reporter gave a telephone number, or says whether short messages may be sent to it."""

    person_id: int
    phone: str = ""
    sms: bool | None = None
