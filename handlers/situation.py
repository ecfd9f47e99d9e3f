"""Everything a decision may look at, read once, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

from handlers.directory import Directory
from handlers.policy import Policy
from handlers.ports import Calendar, Reader
from handlers.standing import Standing
from handlers.understanding.categories import Categories
from storage.codes import ReportKind, Role, WhistleRole, WhistleState
from storage.errors import NotReadError
from storage.tables.broadcast import Broadcast
from storage.tables.case import Case, CaseEvent, Report, Whistle
from storage.tables.consult import Consult, ConsultDelegate, ConsultDemand
from storage.tables.conversation import ChatGroup, Conversation, Draft
from storage.tables.letter import Letter
from storage.tables.mediation import Mediation
from storage.tables.message import InboundMessage
from storage.tables.person import Person, Post
from storage.tables.plan import CasePlan
from storage.tables.survey import Survey, SurveyAttempt
from storage.tables.visit import Visit

DANGER_ASKED = "danger"  # how a draft is marked whose speaker was asked whether there is danger
TELLING = frozenset({ReportKind.OPENED, ReportKind.JOINED, ReportKind.PLUS_ONE})


@dataclass(frozen=True)
class World:
    """What changes rarely and is shared by all turns: the county, its rules, its understanding."""

    directory: Directory
    categories: Categories
    reader: Reader
    calendar: Calendar
    policy: Policy
    department_calendars: Mapping[int, Calendar] = field(default_factory=dict)
    channels: frozenset[str] = frozenset()  # the service speaks by them; none named: by any
    page_address: str = ""  # where residents look how far their matter is; empty when only inside

    def calendar_of(self, department_id: int | None) -> Calendar:
        """The department's own working time, where it keeps hours of its own; else the county's."""
        return self.department_calendars.get(department_id or 0, self.calendar)


@dataclass(frozen=True)
class CaseView:
    """A case with its reporters and whistles."""

    case: Case
    reports: tuple[Report, ...] = ()
    whistles: tuple[Whistle, ...] = ()
    said_in_group_at: datetime | None = None  # when the bot last spoke of it in a group
    children: tuple[Case, ...] = ()  # read where a consult is to be called
    consult: "ConsultView | None" = None  # the one that is called and not yet signed

    @property
    def id(self) -> int:
        """The row id of the case."""
        return self.case.id or 0

    @property
    def lead(self) -> Whistle | None:
        """The lead whistle that is still in force."""
        return next((w for w in self.in_force if w.role is WhistleRole.LEAD), None)

    @property
    def in_force(self) -> tuple[Whistle, ...]:
        """The whistles that were neither handed back nor withdrawn."""
        gone = (WhistleState.REFUSED, WhistleState.WITHDRAWN)
        return tuple(w for w in self.whistles if w.state not in gone)

    @property
    def reporter_ids(self) -> tuple[int, ...]:
        """Everyone who told that they have it, first teller first; a bystander's word is no report."""
        told = (r for r in self.reports if r.kind in TELLING and r.undone_at is None)
        return tuple(dict.fromkeys(r.person_id for r in told))


class NearbyCase(CaseView):
    """An open case nearby, read so far as to tell whether a message may be about it.

    A decision that asks more of it is stopped by NotReadError, and made again on all of it.
    """

    reporter_ids: tuple[int, ...] = ()

    def __init__(self, case: Case, reporter_ids: tuple[int, ...]) -> None:
        vars(self).update(case=case, reporter_ids=reporter_ids)

    @property
    def reports(self) -> NoReturn:
        """Raises NotReadError, as everything else that was not read."""
        raise NotReadError

    whistles = said_in_group_at = consult = reports


@dataclass(frozen=True)
class ConsultView:
    """A consult that is called: its agenda, its delegates, and the cases its items are about."""

    consult: Consult
    demands: tuple[ConsultDemand, ...] = ()
    delegates: tuple[ConsultDelegate, ...] = ()
    cases: Mapping[int, CaseView] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The row id of the consult."""
        return self.consult.id or 0


@dataclass(frozen=True)
class Speaker:
    """Who speaks: the person, and the posts they hold."""

    person: Person
    posts: tuple[Post, ...] = ()

    @property
    def id(self) -> int:
        """The row id of the person."""
        return self.person.id or 0

    @property
    def is_staff(self) -> bool:
        """True when the person holds any post."""
        return bool(self.posts)

    def roles(self) -> frozenset[Role]:
        """The roles of all posts; a resident when there is none."""
        return frozenset(p.role for p in self.posts) or frozenset({Role.RESIDENT})


@dataclass(frozen=True)
class Papers:
    """What the words may mean of letters, plans and mediations; empty where they speak of none."""

    letters: tuple[Letter, ...] = ()  # named by number, or waiting for a step, oldest first
    views: tuple[CaseView, ...] = ()  # the cases these letters are about
    plan: CasePlan | None = None  # of the case that is named or was last spoken of
    mediation: Mediation | None = None  # of that case; of a resident the one they are asked about
    visit: Visit | None = None  # planned for that case; of a resident the one they were told of
    view: CaseView | None = None  # the case of a resident's mediation or visit
    last_key: str = ""  # which sentence the bot said last in this chat

    def view_of(self, letter: Letter) -> CaseView | None:
        """The case a letter is about."""
        return next((v for v in self.views if v.id == letter.case_id), None)


@dataclass(frozen=True)
class Reach:
    """How one reporter can be reached."""

    person: Person
    has_chat: bool = True


@dataclass(frozen=True)
class Errand:
    """A call or a visit that the speaker has still to make, to ask this reporter."""

    attempt: SurveyAttempt
    survey: Survey
    view: CaseView
    reporter: Speaker


@dataclass(frozen=True)
class BroadcastView:
    """A notice that waits or waited for a second person, and how often the region had one today."""

    broadcast: Broadcast
    sent_today: int = 0


@dataclass(frozen=True)
class Situation:
    """What is true when a message is decided upon."""

    now: datetime
    world: World
    message: InboundMessage
    speaker: Speaker
    conversation: Conversation
    group: ChatGroup | None = None
    draft: Draft | None = None
    other_drafts: tuple[Draft, ...] = ()
    nearby: tuple[CaseView, ...] = ()  # open cases of the group's region, newest first
    alarms: tuple[CaseView, ...] = ()  # one to one: dangers told anywhere in the last two hours
    looks: Mapping[int, tuple[int, int]] = field(default_factory=dict)  # own cases, when asked for
    named: CaseView | None = None  # the case whose number stands in the text or on the button
    also_named: CaseView | None = None  # the second number; or what a pending refusal (R3) cites
    last_told: CaseView | None = None  # the case the bot last spoke of in this chat
    mine: tuple[CaseView, ...] = ()  # staff: open cases they owe a step; residents: their reports
    survey: tuple[Survey, CaseView] | None = None  # the survey the speaker is being asked
    answering: Survey | None = None  # the survey that the open question belongs to
    tries: tuple[SurveyAttempt, ...] = ()  # how they were asked so far
    proposal: CaseEvent | None = None  # the case named is said to be beyond the law by one person
    errands: tuple[Errand, ...] = ()  # whom the speaker is to call or visit
    recent: tuple[InboundMessage, ...] = field(default=())  # last ten minutes here, oldest first
    papers: Papers = field(default_factory=Papers)
    broadcast: BroadcastView | None = None  # staff: the notice their yes or no may be about
    standing: tuple[int, Standing] | None = None  # of the speaker's region, when they ask for it


@dataclass(frozen=True)
class CaseSituation:
    """What is true when a timer of a case is decided upon."""

    now: datetime
    world: World
    view: CaseView
    surveys: tuple[Survey, ...] = ()
    tries: tuple[SurveyAttempt, ...] = ()
    reach: Mapping[int, Reach] = field(default_factory=dict)


@dataclass(frozen=True)
class LetterSituation:
    """What is true when a timer of a letter is decided upon."""

    now: datetime
    world: World
    letter: Letter
    view: CaseView | None = None


@dataclass(frozen=True)
class MediationSituation:
    """What is true when a timer of a mediation is decided upon."""

    now: datetime
    world: World
    view: CaseView
    mediation: Mediation
