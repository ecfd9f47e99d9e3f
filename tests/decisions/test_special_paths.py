"""Every role before every kind of matter that is kept from others: who may see it, who may act."""

from typing import Any

import pytest

from handlers.directory import Directory
from handlers.lifecycle import moves
from handlers.permissions import admission, avoid_tags, may_hear, may_see
from handlers.situation import CaseView, Speaker
from handlers.understanding.tree import load_categories
from storage.codes import CaseState, Level, Move, ReportKind, Role
from storage.tables.case import Case, Report, Whistle
from storage.tables.person import Person, Post
from tests.decisions.county import COUNTY, GRID, MONDAY, POLICE, TOWN, VILLAGE, WATER
from tests.decisions.scene import WORLD, a_directory, a_whistle

CATEGORIES = load_categories()
SEATS: dict[Role, dict[str, int]] = {
    Role.GRID_MEMBER: {"region_id": GRID},
    Role.GRID_LEAD: {"region_id": GRID},
    Role.VILLAGE_CADRE: {"region_id": VILLAGE},
    Role.MEDIATOR: {"region_id": VILLAGE},
    Role.POLICE: {"department_id": POLICE},
    Role.LEGAL_ADVISER: {"region_id": TOWN},
    Role.DEPARTMENT_CLERK: {"department_id": POLICE},
    Role.DEPARTMENT_LEADER: {"department_id": POLICE},
    Role.TOWNSHIP_DUTY: {"region_id": TOWN},
    Role.COUNTY_DUTY: {"region_id": COUNTY},
    Role.CHILD_OFFICER: {"region_id": COUNTY},
    Role.CENTRE_OPERATOR: {"region_id": COUNTY},
    Role.LEADER: {"region_id": COUNTY},
    Role.ADMINISTRATOR: {"region_id": COUNTY},
}
WHISTLED = {Role.POLICE, Role.DEPARTMENT_CLERK, Role.DEPARTMENT_LEADER}
NEAR = {Role.GRID_MEMBER, Role.GRID_LEAD, Role.VILLAGE_CADRE}
SEEN_BY: dict[str, set[Role]] = {
    # domain 3b#5: county duty, police and the dedicated officer; nobody of the neighbourhood
    "domestic_violence": {*WHISTLED, Role.COUNTY_DUTY},
    "child_protection": {*WHISTLED, Role.COUNTY_DUTY, Role.CHILD_OFFICER},
    # a life that can be saved by whoever is near
    "suicide_risk": {
        *WHISTLED,
        *NEAR,
        Role.TOWNSHIP_DUTY,
        Role.COUNTY_DUTY,
        Role.CENTRE_OPERATOR,
        Role.LEADER,
    },
    # 3e: the county's dedicated person only
    "crime_tip": {*WHISTLED, Role.COUNTY_DUTY},
    "official_conduct": {*WHISTLED, Role.COUNTY_DUTY},
    "wage_arrears": {*WHISTLED, Role.COUNTY_DUTY, Role.TOWNSHIP_DUTY},
}
TABLE = [(leaf, role) for leaf in SEEN_BY for role in SEATS]


def holder(role: Role, **where: Any) -> tuple[Speaker, Directory]:
    person = Person(id=900, county_id=1, name="某某", created_at=MONDAY)
    post = Post(id=9000, county_id=1, person_id=900, role=role, **(where or SEATS[role]))
    return Speaker(person, (post,)), a_directory(posts=((post, person),))


def kept(leaf_id: str, reporters: tuple[int, ...] = (), **other: Any) -> CaseView:
    leaf = CATEGORIES.leaf(leaf_id)
    state = CaseState.EMERGENCY if leaf.is_emergency else CaseState.WHISTLED
    given: dict[str, Any] = {
        "id": 1,
        "county_id": 1,
        "number": 7,
        "leaf": leaf_id,
        "title": leaf.short_name,
        "region_id": GRID,
        "urgency": leaf.urgency,
        "state": state,
        "level": Level.COUNTY,
        "is_emergency": leaf.is_emergency,
        "is_private": leaf.is_private,
        "is_confidential": leaf.is_confidential,
        "opened_at": MONDAY,
    }
    whistles: tuple[Whistle, ...] = (a_whistle(POLICE),)
    told = tuple(
        Report(
            id=n,
            county_id=1,
            case_id=1,
            person_id=n,
            kind=ReportKind.OPENED,
            reported_at=MONDAY,
        )
        for n in reporters
    )
    return CaseView(Case(**given | other), told, whistles)


def acts(speaker: Speaker, view: CaseView, directory: Directory) -> bool:
    """Whether any move is open to the speaker."""
    world = WORLD.__class__(directory, CATEGORIES, WORLD.reader, WORLD.calendar, WORLD.policy)
    wish = moves.Wish(Move.NOTE, speaker, view)
    return bool(moves.choices(wish, world))


@pytest.mark.parametrize(("leaf_id", "role"), TABLE)
def test_who_may_see_a_special_matter_may_act_on_it_and_nobody_else(
    leaf_id: str, role: Role
) -> None:
    speaker, directory = holder(role)
    view = kept(leaf_id)
    expected = role in SEEN_BY[leaf_id]
    assert may_see(speaker, view, directory) is expected
    if not expected:
        assert not acts(speaker, view, directory)
    elif role is not Role.LEADER:
        assert acts(speaker, view, directory)


@pytest.mark.parametrize(("leaf_id", "role"), TABLE)
def test_nobody_is_told_of_a_special_matter_who_may_not_see_it(leaf_id: str, role: Role) -> None:
    assert may_hear(900, {role}, kept(leaf_id).case) is (role in SEEN_BY[leaf_id])


@pytest.mark.parametrize(("leaf_id", "role"), TABLE)
def test_the_one_complained_of_sees_nothing_whatever_their_post(leaf_id: str, role: Role) -> None:
    speaker, directory = holder(role)
    view = kept(leaf_id, tags=list(avoid_tags([900], [])))
    assert not may_see(speaker, view, directory)
    assert not may_hear(900, {role}, view.case)


@pytest.mark.parametrize("leaf_id", SEEN_BY)
def test_a_department_that_was_not_whistled_sees_nothing(leaf_id: str) -> None:
    speaker, directory = holder(Role.DEPARTMENT_CLERK, department_id=WATER)
    assert not may_see(speaker, kept(leaf_id), directory)


@pytest.mark.parametrize("leaf_id", SEEN_BY)
def test_the_reporter_sees_their_own_matter_and_no_neighbour_does(leaf_id: str) -> None:
    view = kept(leaf_id, reporters=(101,))
    for person_id, expected in ((101, True), (102, False)):
        person = Person(id=person_id, county_id=1, name="居民", created_at=MONDAY)
        assert may_see(Speaker(person), view, WORLD.directory) is expected


@pytest.mark.parametrize("leaf_id", ["domestic_violence", "child_protection"])
def test_a_grid_member_whom_the_county_has_let_know_may_see_it(leaf_id: str) -> None:
    speaker, directory = holder(Role.GRID_MEMBER)
    view = kept(leaf_id, tags=[admission(900)])
    assert may_see(speaker, view, directory)
    assert may_hear(900, {Role.GRID_MEMBER}, view.case)


@pytest.mark.parametrize("leaf_id", SEEN_BY)
def test_every_special_matter_is_marked_to_be_kept_out_of_groups(leaf_id: str) -> None:
    leaf = CATEGORIES.leaf(leaf_id)
    assert leaf.is_confidential
    assert not leaf.is_public
