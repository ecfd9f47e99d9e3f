"""Codes of a matter: where it stands, what may be done with it, who told it."""

from enum import StrEnum


class CaseState(StrEnum):
    """Where a matter stands (domain rule 3b)."""

    REGISTERED = "registered"
    SELF_HANDLING = "self_handling"
    WHISTLED = "whistled"
    REPORTED_IN = "reported_in"
    IN_PROGRESS = "in_progress"
    CONSULTING = "consulting"
    SUSPENDED = "suspended"
    ANSWERED = "answered"
    SURVEYING = "surveying"
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"
    GUIDED = "guided"
    FALSE_ALARM = "false_alarm"
    WITHDRAWN = "withdrawn"
    HANDED_OFF = "handed_off"
    EMERGENCY = "emergency"


ANSWERED_STATES = (CaseState.ANSWERED, CaseState.SURVEYING)
"""The department has answered; whether it is solved is the resident's to say."""

FINAL_STATES = (
    CaseState.CLOSED,
    CaseState.MERGED,
    CaseState.GUIDED,
    CaseState.FALSE_ALARM,
    CaseState.WITHDRAWN,
    CaseState.HANDED_OFF,
)
"""Nothing is to be done any more, unless somebody speaks up again."""


class Move(StrEnum):
    """What can be done with a matter."""

    REGISTER = "register"
    RAISE_ALARM = "raise_alarm"
    JOIN = "join"
    SUPPLEMENT = "supplement"
    SELF_HANDLE = "self_handle"
    PASS_UP = "pass_up"
    WHISTLE = "whistle"
    REPORT_IN = "report_in"
    REFUSE = "refuse"
    APPROVE_REFUSAL = "approve_refusal"
    DENY_REFUSAL = "deny_refusal"
    PROGRESS = "progress"
    FINISH = "finish"
    SURVEY = "survey"
    CLOSE = "close"
    REOPEN = "reopen"
    BEYOND_LAW = "beyond_law"
    WITHDRAW = "withdraw"
    FALSE_ALARM = "false_alarm"
    CONFIRM_ALARM = "confirm_alarm"
    ADMIT = "admit"
    HAND_OFF = "hand_off"
    MERGE = "merge"
    SPLIT = "split"
    GUIDE = "guide"
    REASSIGN = "reassign"
    RELEASE = "release"
    CONSULT = "consult"
    CONCLUDE = "conclude"
    SIGN = "sign"
    APPROVE_WHISTLE = "approve_whistle"
    DENY_WHISTLE = "deny_whistle"
    ESCALATE = "escalate"
    REMIND = "remind"
    RECLASSIFY = "reclassify"
    NOTE = "note"
    # ---- more time, and questions
    EXTEND = "extend"
    APPROVE_EXTENSION = "approve_extension"
    SUSPEND = "suspend"
    APPROVE_SUSPENSION = "approve_suspension"
    DENY_DEFERRAL = "deny_deferral"
    RESUME = "resume"
    QUESTION = "question"


class Urgency(StrEnum):
    """U0 a life in danger, U1 urgent, U2 ordinary, U3 question or suggestion."""

    U0 = "U0"
    U1 = "U1"
    U2 = "U2"
    U3 = "U3"


class Colour(StrEnum):
    """How a case stands against its deadline: 蓝 normal, 黄 near, 红 overdue. Of the case only."""

    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


class ReportKind(StrEnum):
    """How one resident's account came to its case."""

    OPENED = "opened"
    JOINED = "joined"
    PLUS_ONE = "plus_one"
    SUPPLEMENT = "supplement"
    RETRACTION = "retraction"
