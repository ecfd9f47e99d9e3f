"""The codes that rows carry: who, what, in which state. Values are stored; labels are texts."""

from storage.codes.audit import OF_BROADCASTS, AuditKind, AuditSource
from storage.codes.broadcasts import NOT_YET_GONE, BroadcastState, GroupTaskState
from storage.codes.cases import (
    ANSWERED_STATES,
    FINAL_STATES,
    CaseState,
    Colour,
    Move,
    ReportKind,
    Urgency,
)
from storage.codes.clocks import Deferral, Pause
from storage.codes.consults import ConsultState, ConsultTrigger, DelegateState
from storage.codes.mediations import Confirmation, Consent, MediationState
from storage.codes.messages import InboxState, MessageKind, OutboxState
from storage.codes.papers import LetterKind, LetterRule, LetterState
from storage.codes.people import GroupKind, Level, Role
from storage.codes.roster import RosterAct, RosterKind
from storage.codes.sheets import SheetKind
from storage.codes.surveys import AttemptState, BeyondLaw, SurveyChannel, SurveyKind, SurveyState
from storage.codes.tasks import FAINT, TaskKind, TaskState, TrainingSource
from storage.codes.timers import DigestPart, Lateness, TimerKind, TimerState
from storage.codes.visits import VisitKind, VisitState
from storage.codes.whistles import RefusalCode, WhistleRole, WhistleState

__all__ = [
    "ANSWERED_STATES",
    "FAINT",
    "FINAL_STATES",
    "NOT_YET_GONE",
    "OF_BROADCASTS",
    "AttemptState",
    "AuditKind",
    "AuditSource",
    "BeyondLaw",
    "BroadcastState",
    "CaseState",
    "Colour",
    "Confirmation",
    "Consent",
    "ConsultState",
    "ConsultTrigger",
    "Deferral",
    "DelegateState",
    "DigestPart",
    "GroupKind",
    "GroupTaskState",
    "InboxState",
    "Lateness",
    "LetterKind",
    "LetterRule",
    "LetterState",
    "Level",
    "MediationState",
    "MessageKind",
    "Move",
    "OutboxState",
    "Pause",
    "RefusalCode",
    "ReportKind",
    "Role",
    "RosterAct",
    "RosterKind",
    "SheetKind",
    "SurveyChannel",
    "SurveyKind",
    "SurveyState",
    "TaskKind",
    "TaskState",
    "TimerKind",
    "TimerState",
    "TrainingSource",
    "Urgency",
    "VisitKind",
    "VisitState",
    "WhistleRole",
    "WhistleState",
]
