"""Every table, so that one import makes the metadata whole."""

from storage.tables.account import Account, SavedView, SignIn
from storage.tables.audit import AuditEntry
from storage.tables.broadcast import Broadcast, GroupTask
from storage.tables.calendar import CalendarYear, OfficeHours, WorkdayOverride
from storage.tables.card import OpenCard
from storage.tables.case import Case, CaseEvent, Report, Task, Whistle
from storage.tables.click import Click
from storage.tables.consult import Consult, ConsultDelegate, ConsultDemand
from storage.tables.conversation import ChatGroup, Conversation, Draft
from storage.tables.counter import Counter
from storage.tables.figure import CaseTally, DayFigure, Tallied, ToTally
from storage.tables.imported import ImportedCase
from storage.tables.lease import Lease, SyncCursor
from storage.tables.letter import Letter
from storage.tables.look import Look
from storage.tables.lookup import LookupCode
from storage.tables.mediation import Mediation
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.person import Identity, Person, Post
from storage.tables.plan import CasePlan
from storage.tables.platform import PlatformToken, SeenSignature, SendLog
from storage.tables.region import County, Department, Place, Region
from storage.tables.roster import RosterChange
from storage.tables.round import RoundAnswer
from storage.tables.sheet import KeptSheet
from storage.tables.survey import Survey, SurveyAttempt
from storage.tables.timer import Timer
from storage.tables.training import TrainingRow
from storage.tables.visit import Visit

__all__ = [
    "Account",
    "AuditEntry",
    "Broadcast",
    "CalendarYear",
    "Case",
    "CaseEvent",
    "CasePlan",
    "CaseTally",
    "ChatGroup",
    "Click",
    "Consult",
    "ConsultDelegate",
    "ConsultDemand",
    "Conversation",
    "Counter",
    "County",
    "DayFigure",
    "Department",
    "Draft",
    "GroupTask",
    "Identity",
    "ImportedCase",
    "InboundMessage",
    "KeptSheet",
    "Lease",
    "Letter",
    "Look",
    "LookupCode",
    "Mediation",
    "OfficeHours",
    "OpenCard",
    "OutboundMessage",
    "Person",
    "Place",
    "PlatformToken",
    "Post",
    "Region",
    "Report",
    "RosterChange",
    "RoundAnswer",
    "SavedView",
    "SeenSignature",
    "SendLog",
    "SignIn",
    "Survey",
    "SurveyAttempt",
    "SyncCursor",
    "Tallied",
    "Task",
    "Timer",
    "ToTally",
    "TrainingRow",
    "Visit",
    "Whistle",
    "WorkdayOverride",
]
