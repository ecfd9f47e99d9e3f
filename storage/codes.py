"""The codes that rows carry: who, what, in which state. Values are stored; labels are texts."""

from enum import StrEnum


class Level(StrEnum):
    """How high a region stands: 县, 乡镇街道, 村社区, 网格; and the city above all for escalation."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GRID = "grid"


class Role(StrEnum):
    """What a person's post is."""

    RESIDENT = "resident"
    GRID_MEMBER = "grid_member"
    GRID_LEAD = "grid_lead"
    VILLAGE_CADRE = "village_cadre"
    MEDIATOR = "mediator"
    POLICE = "police"
    LEGAL_ADVISER = "legal_adviser"
    DEPARTMENT_CLERK = "department_clerk"
    DEPARTMENT_LEADER = "department_leader"
    TOWNSHIP_DUTY = "township_duty"
    COUNTY_DUTY = "county_duty"
    CHILD_OFFICER = "child_officer"
    CENTRE_OPERATOR = "centre_operator"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    BOT = "bot"


class GroupKind(StrEnum):
    """Who sits in a chat group."""

    RESIDENTS = "residents"
    STAFF = "staff"
    DEPARTMENT = "department"


class MessageKind(StrEnum):
    """What arrived."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    LOCATION = "location"
    LINK = "link"
    BUTTON = "button"
    RECALL = "recall"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"


class InboxState(StrEnum):
    """How far an arrived message got."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


class OutboxState(StrEnum):
    """How far a message to be sent got; UNSURE was attempted before a crash and may have arrived."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNSURE = "unsure"
    DEAD = "dead"


class TimerState(StrEnum):
    """How far a timer got."""

    WAITING = "waiting"
    FIRED = "fired"
    STOPPED = "stopped"
    DEAD = "dead"


class Lateness(StrEnum):
    """What becomes of a timer that is found long after it was due."""

    FIRE_LATE = "fire_late"
    SKIP_IF_LATE = "skip_if_late"
    COALESCE = "coalesce"


class TimerKind(StrEnum):
    """What is due."""

    SETTLE = "settle"
    ACCEPT_HALF = "accept_half"
    ACCEPT_DUE = "accept_due"
    ACCEPT_TAKEOVER = "accept_takeover"
    SELF_HANDLE_DUE = "self_handle_due"
    REPORT_IN_HALF = "report_in_half"
    REPORT_IN_DUE = "report_in_due"
    REFUSAL_DUE = "refusal_due"
    RESOLVE_HALF = "resolve_half"
    RESOLVE_NEAR = "resolve_near"
    RESOLVE_DUE = "resolve_due"
    EMERGENCY_CONFIRM = "emergency_confirm"
    SURVEY_ASK = "survey_ask"
    SURVEY_REMIND = "survey_remind"
    SURVEY_GIVE_UP = "survey_give_up"
    PURGE_CHAT = "purge_chat"
    DIGEST = "digest"


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
    WITHDRAW = "withdraw"
    FALSE_ALARM = "false_alarm"
    CONFIRM_ALARM = "confirm_alarm"
    HAND_OFF = "hand_off"
    MERGE = "merge"
    ESCALATE = "escalate"
    RECLASSIFY = "reclassify"
    NOTE = "note"


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


class WhistleRole(StrEnum):
    """Whether the department leads (主办) or helps (协办)."""

    LEAD = "lead"
    CO_HANDLER = "co_handler"


class WhistleState(StrEnum):
    """How far one department got with one whistle."""

    WHISTLED = "whistled"
    REPORTED_IN = "reported_in"
    DONE = "done"
    REFUSED = "refused"
    REFUSAL_PENDING = "refusal_pending"
    WITHDRAWN = "withdrawn"


class RefusalCode(StrEnum):
    """Why a department may hand a whistle back (退回)."""

    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R4 = "R4"
    R5 = "R5"


class ReportKind(StrEnum):
    """How one resident's account came to its case."""

    OPENED = "opened"
    JOINED = "joined"
    PLUS_ONE = "plus_one"
    SUPPLEMENT = "supplement"
    RETRACTION = "retraction"


class SurveyState(StrEnum):
    """How far one reporter's survey (回访) got."""

    PLANNED = "planned"
    ASKED = "asked"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    DECLINED = "declined"


class TaskKind(StrEnum):
    """What a person has to do outside the chat."""

    PHONE_CALL = "phone_call"
    TRIAGE = "triage"
    DECIDE_REFUSAL = "decide_refusal"
    VISIT = "visit"
    DELIVERY = "delivery"


class TaskState(StrEnum):
    """Whether that was done."""

    OPEN = "open"
    DONE = "done"


class TrainingSource(StrEnum):
    """How a training row came about: the category was put right, or somebody said it was right."""

    CORRECTION = "correction"
    CONFIRMATION = "confirmation"
