"""The numbers a county may change, as one value. Sources: domain rules 3b–3e."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from storage.clock import CHINA


@dataclass(frozen=True)
class Policy:
    """How long things may take and when the bot may speak."""

    settle_after: timedelta = timedelta(seconds=30)  # a fragment waits this long for the next
    settle_at_most: timedelta = timedelta(minutes=3)
    question_after: timedelta = timedelta(seconds=90)  # the same, while something is missing
    answer_wait: timedelta = timedelta(minutes=30)  # how long a question keeps the draft open
    danger_wait: timedelta = timedelta(
        minutes=5
    )  # then a person looks whether anybody is in danger
    join_within: timedelta = timedelta(hours=24)  # the same matter at the same place
    emergency_steps: tuple[timedelta, ...] = (
        timedelta(minutes=5),
        timedelta(minutes=10),
        timedelta(minutes=15),
    )
    survey_after_urgent: timedelta = timedelta(hours=2)
    survey_hour: time = time(9, 30)
    survey_remind_after: timedelta = timedelta(hours=24)
    survey_give_up_after: timedelta = timedelta(hours=72)
    survey_from: time = time(9)  # residents are asked and called in the light part of the day
    survey_until: time = time(20)
    survey_sms_wait: timedelta = timedelta(hours=48)
    survey_call_wait: timedelta = timedelta(hours=72)  # a call or a visit not made by then
    survey_most_neighbours: int = 5  # of those who only said "+1"
    second_look_after: timedelta = timedelta(days=7)
    relay_after: timedelta = timedelta(hours=24)  # not said by then: passed on without a name
    reopen_within: timedelta = timedelta(days=15)
    reopen_limit_factor: float = 0.7
    letter_reply_days: tuple[int, ...] = (1, 3, 5)  # working days: 提示函, 督办单, 警示函
    quiet_from: time = time(21, 0)
    quiet_until: time = time(7, 30)
    morning_digest: time = time(8, 0)
    evening_digest: time = time(17, 30)
    asks_rounds: bool = False  # grid members, once a week, whether there is anything new
    group_pause: timedelta = timedelta(hours=1)  # between words of one case in one group
    notices_a_day: int = 3  # how often a resident hears in one day how one case goes
    broadcasts_a_day: int = 3  # notices to the groups of one region, dangers not counted
    longest_text: int = 2000  # characters read of one message; the rest is kept but not read
    chat_kept: timedelta = timedelta(hours=24)
    approves_township_whistles: bool = False  # a county department waits for the township's leader
    asks_language_model: bool = False  # of what is unsure, without names and numbers
    consult_wait: timedelta = timedelta(seconds=8)  # then the resident is asked as ever


def is_quiet(moment: datetime, policy: Policy) -> bool:
    """True in the hours in which only urgent things are said."""
    hour = moment.astimezone(CHINA).time()
    return hour >= policy.quiet_from or hour < policy.quiet_until


def next_morning(policy: Policy, moment: datetime) -> datetime:
    """The end of the quiet hours after `moment`, of the next day when that day's is past."""
    here = moment.astimezone(CHINA)
    there = datetime.combine(here.date(), policy.quiet_until, tzinfo=CHINA)
    return (there if there > here else there + timedelta(days=1)).astimezone(UTC)


def midnight(moment: datetime) -> datetime:
    """The moment at which the day of `moment` began in China."""
    here = moment.astimezone(CHINA)
    return here.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
