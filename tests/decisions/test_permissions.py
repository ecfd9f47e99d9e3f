"""Who may touch which case: their own grid, their own whistle, and nothing that is kept from them."""

from typing import Any

import pytest

from handlers.permissions import avoid_tags, may, roles_on
from storage.codes import CaseState, Level, Move, Role, WhistleState
from storage.tables.person import Person
from tests.decisions.county import (
    AUNT_WANG,
    CADRE,
    CHILD_OFFICER,
    COUNTY_DUTY,
    FAR_DUTY,
    FAR_TOWN,
    GUO,
    GUO_DEPUTY,
    LEADER,
    POLICE,
    POLICE_CLERK,
    TOWN,
    TOWN_DUTY,
    UNCLE_GAO,
    URBAN_CLERK,
    VILLAGE,
    WATER_CLERK,
    ZHAO,
)
from tests.decisions.scene import WORLD, a_case, a_whistle, at, speaker

DIRECTORY = WORLD.directory


def roles(person: Person, leaf_id: str = "sewer_blockage", **other: Any) -> set[Role]:
    view = a_case(CaseState.WHISTLED, leaf_id, (a_whistle(),), owner_id=None, **other)
    return set(roles_on(speaker(person), view, DIRECTORY))


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (GUO, {Role.GRID_MEMBER}),
        (GUO_DEPUTY, {Role.GRID_MEMBER}),
        (CADRE, {Role.VILLAGE_CADRE}),
        (TOWN_DUTY, {Role.TOWNSHIP_DUTY}),
        (COUNTY_DUTY, {Role.COUNTY_DUTY}),
        (LEADER, {Role.LEADER}),
        (URBAN_CLERK, {Role.DEPARTMENT_CLERK}),
        (AUNT_WANG, {Role.RESIDENT}),
        (ZHAO, set()),
        (FAR_DUTY, set()),
        (WATER_CLERK, set()),
        (UNCLE_GAO, set()),
        (CHILD_OFFICER, set()),
    ],
    ids=lambda p: getattr(p, "name", ""),
)
def test_everyone_stands_to_a_case_by_place_by_whistle_or_as_reporter(
    person: Person, expected: set[Role]
) -> None:
    assert roles(person) == expected


def test_a_case_known_only_by_its_village_is_open_to_the_villages_grids() -> None:
    assert roles(ZHAO, region_id=VILLAGE) == {Role.GRID_MEMBER}
    assert roles(ZHAO, region_id=TOWN) == set()
    assert roles(FAR_DUTY, region_id=FAR_TOWN) == {Role.TOWNSHIP_DUTY}


def test_a_case_without_a_place_is_the_countys() -> None:
    assert roles(GUO, region_id=None) == set()
    assert roles(COUNTY_DUTY, region_id=None) == {Role.COUNTY_DUTY}


def test_whoever_owns_a_case_may_work_on_it_without_a_post_there() -> None:
    view = a_case(owner_id=ZHAO.id, level=Level.GRID)
    assert roles_on(speaker(ZHAO), view, DIRECTORY) == {Role.GRID_MEMBER}


def test_a_department_that_was_let_go_has_nothing_to_do_with_the_case_any_more() -> None:
    view = a_case(CaseState.WHISTLED, whistles=(a_whistle(state=WhistleState.REFUSED),))
    assert not may(speaker(URBAN_CLERK), view, Move.REPORT_IN, DIRECTORY)


@pytest.mark.parametrize("person", [GUO, CADRE, TOWN_DUTY, LEADER, CHILD_OFFICER])
def test_violence_at_home_is_not_shown_to_the_neighbourhood(person: Person) -> None:
    assert roles(person, "domestic_violence") == set()


def test_violence_at_home_is_open_to_police_county_and_the_one_who_told() -> None:
    whistles = (a_whistle(POLICE),)
    view = a_case(CaseState.EMERGENCY, "domestic_violence", whistles)
    for person in (POLICE_CLERK, COUNTY_DUTY, AUNT_WANG):
        assert roles_on(speaker(person), view, DIRECTORY)


def test_the_child_officer_sees_children_only() -> None:
    assert roles(CHILD_OFFICER, "child_protection") == {Role.CHILD_OFFICER}


def test_unpaid_wages_may_be_known_by_the_township_but_not_by_the_grid() -> None:
    assert roles(TOWN_DUTY, "wage_arrears") == {Role.TOWNSHIP_DUTY}
    assert roles(GUO, "wage_arrears") == set()


def test_a_confidential_case_of_any_kind_is_closed_to_grid_and_village() -> None:
    assert roles(GUO, is_confidential=True) == set()
    assert roles(CADRE, is_confidential=True) == set()
    assert roles(TOWN_DUTY, is_confidential=True) == {Role.TOWNSHIP_DUTY}


def test_nobody_sees_a_complaint_about_themselves() -> None:
    tags = list(avoid_tags([COUNTY_DUTY.id or 0], []))
    assert roles(COUNTY_DUTY, tags=tags) == set()


def test_a_reporter_may_withdraw_and_reopen_but_not_finish() -> None:
    view = at(CaseState.REGISTERED)
    wang = speaker(AUNT_WANG)
    assert may(wang, view, Move.WITHDRAW, DIRECTORY)
    assert may(wang, view, Move.REOPEN, DIRECTORY)
    refused = may(wang, view, Move.FINISH, DIRECTORY)
    assert refused.refusal == "told.not_your_move"


def test_a_stranger_is_told_that_the_case_is_not_theirs() -> None:
    permit = may(speaker(ZHAO), at(CaseState.REGISTERED), Move.SELF_HANDLE, DIRECTORY)
    assert (permit.roles, permit.refusal) == (frozenset(), "told.not_yours")
