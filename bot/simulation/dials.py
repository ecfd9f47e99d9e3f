"""How people behave in a simulated year: every probability stands in this one table."""

from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

Shares = MappingProxyType[str, float]


def _shares(**given: float) -> Shares:
    return MappingProxyType(given)


@dataclass(frozen=True)
class Dials:
    """What share of people does what, and how long it takes them."""

    # ---- what residents say unasked
    talk: Shares = field(
        default_factory=lambda: _shares(
            chit_chat=86, near_miss=0.3, report=2.0, greeting=4, thanks=2, official_notice=1.5, ad_spam=1.5,
            share_link=1, red_packet=1, gossip=0.5, joke=0.5, past_story=0.4,
            third_place_news=0.4, hypothetical=0.3, rumor=0.2, abuse=0.1,
            complaint_about_bot=0.1, staff_talk=0.1,
        )
    )  # fmt: skip
    emergency: float = 0.015  # of reports
    kept_secret: float = 0.03  # of reports: what may not be told in a group
    in_private: float = 0.18  # of reports, told to the bot alone
    pictured: float = 0.1  # of reports, sends a picture before the words
    says_where: float = 0.85  # names the place at once
    # ---- what residents do about what they hear
    plus_one: float = 0.25  # a neighbour joins in
    supplement: float = 0.15
    thanks: float = 0.20
    asks_progress: float = 0.20
    takes_back: float = 0.03
    answers_question: float = 0.75
    answers_delegate: float = 0.5
    answers_survey: float = 0.55
    answers_score: float = 0.6
    survey: Shares = field(
        default_factory=lambda: _shares(
            solved=34,
            content=26,
            partly=7,
            unsolved=7,
            discontent=8,
            unclear=8,
            declined=4,
            other=6,
        )
    )
    complains_at_once: float = 0.04  # hears the result and says "not solved" unasked
    # ---- the grid
    grid: Shares = field(
        default_factory=lambda: _shares(accept=62, pass_up=16, not_true=4, nothing=18)
    )
    grid_gives_up: float = 0.15  # passes up after accepting
    # ---- departments
    department: Shares = field(default_factory=lambda: _shares(report_in=78, refuse=8, nothing=14))
    refuses_late: float = 0.25  # of refusals
    tells_progress: float = 0.3
    asks_extension: float = 0.06
    asks_suspension: float = 0.03
    calls_consult: float = 0.02
    vague_result: float = 0.08  # writes only that it was handled
    # ---- whoever has taken it
    finishes: float = 0.9
    when_reminded: Shares = field(
        default_factory=lambda: _shares(finish=45, progress=30, nothing=25)
    )
    # ---- those on duty
    confirms: float = 0.8
    alarm_ends: Shares = field(
        default_factory=lambda: _shares(hand_off=50, finish=30, not_true=15, nothing=5)
    )
    ruling: Shares = field(default_factory=lambda: _shares(approve=50, deny=35, nothing=15))
    duty: Shares = field(default_factory=lambda: _shares(whistle=60, hand_off=8, nothing=32))
    grants: Shares = field(default_factory=lambda: _shares(grant=65, withhold=15, nothing=20))
    goes_up: float = 0.5  # when the ladder is proposed
    resumes: float = 0.6  # on the day of the review
    concludes: float = 0.8  # a consult, when its hour has come
    # ---- letters
    signs: float = 0.7
    receives: float = 0.8
    replies: float = 0.7
    # ---- nobody ever answers: of pairs of a person and a matter
    never: float = 0.02
    # ---- how long people take, at least and at most; the middle is the geometric one
    pace: MappingProxyType[str, tuple[timedelta, timedelta]] = field(
        default_factory=lambda: MappingProxyType(
            {
                "at_once": (timedelta(minutes=1), timedelta(minutes=8)),
                "soon": (timedelta(minutes=5), timedelta(hours=5)),
                "slowly": (timedelta(hours=2), timedelta(hours=30)),
                "work": (timedelta(hours=2), timedelta(hours=90)),
            }
        )
    )
