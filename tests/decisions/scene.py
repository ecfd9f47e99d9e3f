"""What stands in the small county: its directory, its world and its cases, built for a test."""

from datetime import timedelta
from typing import Any

from handlers.directory import Directory
from handlers.lifecycle.timing.working_time import WorkingCalendar
from handlers.policy import Policy
from handlers.situation import CaseView, Situation, Speaker, World
from handlers.understanding.categories import Categories, Leaf
from handlers.understanding.reading import Around, Intent, Reading
from storage.codes import CaseState, Level, MessageKind, Move, ReportKind, WhistleRole, WhistleState
from storage.tables.case import Case, Report, Whistle
from storage.tables.conversation import Conversation
from storage.tables.message import InboundMessage
from storage.tables.person import Person, Post
from storage.tables.region import County, Department
from tests.decisions.county import (
    AUNT_WANG,
    DEPARTMENTS,
    GRID,
    GROUP,
    GUO,
    LEAVES,
    MONDAY,
    POSTS,
    REGIONS,
    URBAN,
)


class DeafReader:
    """A reader that understands nothing; decisions about moves do not read."""

    def read(self, text: str, around: Around) -> Reading:
        """Chit-chat, whatever was said."""
        return Reading(Intent.CHIT_CHAT, 1.0)


def a_directory(
    departments: tuple[Department, ...] = DEPARTMENTS,
    posts: tuple[tuple[Post, Person], ...] = POSTS,
) -> Directory:
    """The small county as a directory."""
    county = County(id=1, code="QH", name="青河县", centre_name="县社会治理综合服务中心")
    return Directory(county, REGIONS, departments, posts, (GROUP,), ())


def a_world(directory: Directory | None = None, policy: Policy | None = None) -> World:
    """Everything decisions share: the small county, Monday to Friday, everyday rules."""
    return World(
        directory=directory or a_directory(),
        categories=Categories({leaf.id: leaf for leaf in LEAVES}),
        reader=DeafReader(),
        calendar=WorkingCalendar(),
        policy=policy or Policy(),
    )


WORLD = a_world()


def leaf(leaf_id: str) -> Leaf:
    """A leaf of the small county."""
    return WORLD.categories.leaf(leaf_id)


def speaker(person: Person) -> Speaker:
    """The person with their posts."""
    return Speaker(person, WORLD.directory.posts_of(person.id))


def said(words: str, by: Person = GUO, world: World = WORLD) -> Situation:
    """Somebody's words one to one on Monday at nine, and nothing else known."""
    message = InboundMessage(
        id=1,
        county_id=1,
        channel="webchat",
        key="1",
        chat_id=by.name,
        sender_id=by.name,
        kind=MessageKind.TEXT,
        text=words,
        sent_at=MONDAY,
        received_at=MONDAY,
        next_attempt_at=MONDAY,
    )
    talk = Conversation(id=1, county_id=1, channel="webchat", chat_id=by.name)
    return Situation(MONDAY, world, message, speaker(by), talk)


def a_whistle(
    department_id: int = URBAN,
    role: WhistleRole = WhistleRole.LEAD,
    state: WhistleState = WhistleState.WHISTLED,
    **other: Any,
) -> Whistle:
    """A whistle blown on Monday at nine."""
    given: dict[str, Any] = {
        "id": 900 + department_id,
        "county_id": 1,
        "case_id": 1,
        "department_id": department_id,
        "role": role,
        "state": state,
        "whistled_at": MONDAY,
        "report_in_due_at": MONDAY + timedelta(hours=2),
    }
    return Whistle(**given | other)


def a_report(person: Person = AUNT_WANG) -> Report:
    """One resident's account of case 1."""
    return Report(
        id=person.id,
        county_id=1,
        case_id=1,
        person_id=person.id or 0,
        kind=ReportKind.OPENED,
        words="院里下水道又堵了",
        reported_at=MONDAY,
    )


def a_case(
    state: CaseState = CaseState.REGISTERED,
    leaf_id: str = "sewer_blockage",
    whistles: tuple[Whistle, ...] = (),
    reporters: tuple[Person, ...] = (AUNT_WANG,),
    **other: Any,
) -> CaseView:
    """Case #00123 of the 东关家属院, told by 王大妈, owned by 郭网格 until it is whistled."""
    kind = leaf(leaf_id)
    lead = next((w for w in whistles if w.role is WhistleRole.LEAD), None)
    given: dict[str, Any] = {
        "id": 1,
        "county_id": 1,
        "number": 123,
        "leaf": leaf_id,
        "title": kind.short_name,
        "summary": "院里下水道又堵了",
        "region_id": GRID,
        "place": "3号楼前",
        "urgency": kind.urgency,
        "state": state,
        "opened_at": MONDAY,
        "owner_id": None if lead else GUO.id,
        "owner_department_id": lead.department_id if lead else None,
        "level": Level.TOWNSHIP if lead else Level.GRID,
        "resolve_due_at": MONDAY + timedelta(hours=9),
        "group_id": 1,
        "is_emergency": kind.is_emergency,
        "is_private": kind.is_private,
        "is_confidential": kind.is_confidential,
    }
    case = Case(**given | other)
    return CaseView(case, tuple(a_report(p) for p in reporters), whistles)


STATES_WITH_LEAD = {
    CaseState.WHISTLED: WhistleState.WHISTLED,
    CaseState.REPORTED_IN: WhistleState.REPORTED_IN,
    CaseState.IN_PROGRESS: WhistleState.REPORTED_IN,
    CaseState.ANSWERED: WhistleState.DONE,
    CaseState.SURVEYING: WhistleState.DONE,
    CaseState.CLOSED: WhistleState.DONE,
}


def at(state: CaseState, leaf_id: str = "sewer_blockage", **other: Any) -> CaseView:
    """A case in this state, led by 城管局 where the state needs a lead."""
    held = STATES_WITH_LEAD.get(state)
    whistles = (a_whistle(state=held),) if held else ()
    return a_case(state, leaf_id, whistles, **other)


EVERY_MOVE = tuple(Move)
