"""The vocabulary of effects: what a decision may ask to be done. Values only."""

from handlers.effects.broadcasts import (
    CancelBroadcast,
    JudgeBroadcast,
    SendBroadcast,
    WriteBroadcast,
)
from handlers.effects.cases import (
    AddReport,
    CaseChanges,
    CaseRef,
    ChangeCase,
    KeepExample,
    MoveCase,
    MoveWhistle,
    Note,
    OpenCase,
    PauseWhistle,
    RecordLook,
    RedateWhistle,
    ResumeWhistle,
    UndoReports,
    WhistleTo,
)
from handlers.effects.clocks import StartTimer, StopTimers
from handlers.effects.consults import (
    AnswerDelegate,
    CallConsult,
    ChangeConsult,
    Demand,
    EndConsult,
    PutDemand,
)
from handlers.effects.mediations import MediationChanges, MoveMediation, OpenMediation
from handlers.effects.papers import DraftLetter, KeepPlan, LetterChanges, MoveLetter
from handlers.effects.people import (
    AnswerRound,
    BindGroup,
    BindHome,
    FinishTask,
    ForgetPerson,
    GiveCode,
    OpenTask,
    SetMuted,
)
from handlers.effects.surveys import (
    DropTries,
    EndTry,
    KeepContact,
    MarkRelayed,
    PassErrand,
    PlanSurvey,
    RecordSurvey,
    TryReporter,
)
from handlers.effects.talk import Ask, AskModel, DropDraft, Judge, KeepDraft, KeepVote, Say
from handlers.effects.visits import MoveVisit, PlanVisit, VisitChanges

__all__ = [
    "AddReport",
    "AnswerDelegate",
    "AnswerRound",
    "Ask",
    "AskModel",
    "BindGroup",
    "BindHome",
    "CallConsult",
    "CancelBroadcast",
    "CaseChanges",
    "CaseRef",
    "ChangeCase",
    "ChangeConsult",
    "Demand",
    "DraftLetter",
    "DropDraft",
    "DropTries",
    "Effect",
    "EndConsult",
    "EndTry",
    "FinishTask",
    "ForgetPerson",
    "GiveCode",
    "Judge",
    "JudgeBroadcast",
    "KeepContact",
    "KeepDraft",
    "KeepExample",
    "KeepPlan",
    "KeepVote",
    "LetterChanges",
    "MarkRelayed",
    "MediationChanges",
    "MoveCase",
    "MoveLetter",
    "MoveMediation",
    "MoveVisit",
    "MoveWhistle",
    "Note",
    "OpenCase",
    "OpenMediation",
    "OpenTask",
    "PassErrand",
    "PauseWhistle",
    "PlanSurvey",
    "PlanVisit",
    "PutDemand",
    "RecordLook",
    "RecordSurvey",
    "RedateWhistle",
    "ResumeWhistle",
    "Say",
    "SendBroadcast",
    "SetMuted",
    "StartTimer",
    "StopTimers",
    "TryReporter",
    "UndoReports",
    "VisitChanges",
    "WhistleTo",
    "WriteBroadcast",
]

Effect = (
    OpenCase
    | AddReport
    | MoveCase
    | ChangeCase
    | WhistleTo
    | MoveWhistle
    | PauseWhistle
    | ResumeWhistle
    | RedateWhistle
    | CallConsult
    | ChangeConsult
    | PutDemand
    | AnswerDelegate
    | EndConsult
    | StartTimer
    | StopTimers
    | Say
    | Ask
    | Note
    | Judge
    | KeepDraft
    | DropDraft
    | AskModel
    | KeepVote
    | PlanSurvey
    | RecordSurvey
    | TryReporter
    | EndTry
    | PassErrand
    | DropTries
    | MarkRelayed
    | KeepContact
    | OpenTask
    | FinishTask
    | SetMuted
    | BindGroup
    | BindHome
    | ForgetPerson
    | GiveCode
    | KeepExample
    | RecordLook
    | AnswerRound
    | UndoReports
    | DraftLetter
    | MoveLetter
    | KeepPlan
    | OpenMediation
    | MoveMediation
    | PlanVisit
    | MoveVisit
    | WriteBroadcast
    | JudgeBroadcast
    | SendBroadcast
    | CancelBroadcast
)
