"""Codes of what is due."""

from enum import StrEnum


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
    LACK_ASKED = "lack_asked"
    CONSULT_HOLD = "consult_hold"
    CONSULT_DUE = "consult_due"
    LEVEL_DUE = "level_due"
    WHISTLE_APPROVAL = "whistle_approval"
    RESOLVE_HALF = "resolve_half"
    RESOLVE_NEAR = "resolve_near"
    RESOLVE_DUE = "resolve_due"
    DEFERRAL_DUE = "deferral_due"
    SUSPENSION_REVIEW = "suspension_review"
    SUSPENSION_OVER = "suspension_over"
    ANSWER_WAIT = "answer_wait"
    RESOLVE_EVE = "resolve_eve"
    OVERDUE = "overdue"
    IDLE = "idle"
    EMERGENCY_CONFIRM = "emergency_confirm"
    EMERGENCY_CLOSE = "emergency_close"
    SURVEY_ASK = "survey_ask"
    SURVEY_REMIND = "survey_remind"
    SURVEY_GIVE_UP = "survey_give_up"
    SECOND_LOOK = "second_look"
    RELAY_WORDS = "relay_words"
    SURVEY_CHECK = "survey_check"
    PURGE_CHAT = "purge_chat"
    CALENDAR_CHECK = "calendar_check"
    AGENDA = "agenda"
    DIGEST = "digest"
    LETTER_RECEIPT = "letter_receipt"
    LETTER_REPLY = "letter_reply"
    PLAN_DUE = "plan_due"
    MEDIATION_CONSENT = "mediation_consent"
    MEDIATION_SESSION = "mediation_session"
    MEDIATION_CONFIRM = "mediation_confirm"
    VISIT_DUE = "visit_due"
    FIGURES = "figures"
    BROADCAST_DUE = "broadcast_due"
    BROADCAST_GOES = "broadcast_goes"


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


class DigestPart(StrEnum):
    """What a digest tells: how things stand, what waits, what a meeting is about, what is asked."""

    DAILY = "daily"
    ASKED = "asked"
    WORK = "work"
    WEEKLY = "weekly"
    HALF_MONTHLY = "half_monthly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ROUND = "round"
