"""Who is whistled for a leaf at a place, who owns a new case, and who is kept out of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.routing.assign import lead_name, owner_for
from handlers.routing.exclusion import complained_of
from handlers.routing.whistle import departments_for, find, named_in, names
from handlers.understanding.categories import SelfHandling
from handlers.understanding.tree import load_categories
from storage.codes import Role, Urgency
from storage.tables.person import Post
from storage.tables.region import Department
from tests.decisions.county import (
    CADRE,
    COUNTY,
    COUNTY_DUTY,
    DEPARTMENTS,
    FAR_POLICE,
    FAR_TOWN,
    GRID,
    GUO,
    GUO_DEPUTY,
    MONDAY,
    POLICE,
    POSTS,
    TOWN,
    TOWN_DUTY,
    URBAN,
    VILLAGE,
    WATER,
    ZHAO,
    a_leaf,
)
from tests.decisions.scene import WORLD, a_directory, leaf

DIRECTORY = WORLD.directory


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("城管/交通局(公路)", ("城管", "交通局")),
        ("消防救援大队(119)", ("消防救援大队",)),
        ("急救120", ("急救",)),
        ("120", ()),
        ("纪检监察(12388)/县中心专人", ("纪检监察", "县中心专人")),
    ],
)
def test_the_bodies_of_an_entry_are_read_out_of_it(text: str, expected: tuple[str, ...]) -> None:
    assert names(text) == expected


def test_a_police_station_is_the_one_of_the_place() -> None:
    near, far = find("派出所", GRID, DIRECTORY), find("派出所", FAR_TOWN, DIRECTORY)
    assert near is not None
    assert far is not None
    assert (near.id, far.id) == (POLICE, FAR_POLICE)
    assert find("派出所", None, DIRECTORY) is None


def test_where_no_station_answers_the_countys_police_do() -> None:
    stations = {POLICE, FAR_POLICE}
    known = [
        d.model_copy(update={"kind": "police"}) if d.id in stations else d for d in DEPARTMENTS
    ]
    bureau = Department(id=99, county_id=1, region_id=COUNTY, name="公安局", kind="police")
    directory = a_directory((*known, bureau))
    found = [find("派出所", place, directory) for place in (GRID, None)]
    assert [d.id for d in found if d is not None] == [POLICE, 99]


def test_of_several_named_leads_the_one_with_the_leaf_on_its_list_leads() -> None:
    either = a_leaf("water_supply", "停水", Urgency.U1, lead="城管/自来水公司")
    route = departments_for(either, GRID, DIRECTORY)
    assert route.lead is not None
    assert route.lead.id == WATER
    assert "权责清单" in route.reasons[0]


def test_a_named_lead_leads_even_when_it_has_no_list() -> None:
    route = departments_for(
        a_leaf("housing_project", "房屋质量", Urgency.U2, lead="住建局"), GRID, DIRECTORY
    )
    assert route.lead is not None
    assert route.lead.name == "住建局"
    assert "分类规定" in route.reasons[0]


def test_a_leaf_that_names_nobody_known_is_led_by_whoever_has_it_on_the_list() -> None:
    route = departments_for(a_leaf("garbage", "垃圾", Urgency.U2, lead="村保洁"), GRID, DIRECTORY)
    assert route.lead is not None
    assert route.lead.id == URBAN


def test_without_lead_or_list_the_first_helper_leads() -> None:
    helped = a_leaf(
        "dispute", "邻里", Urgency.U2, lead="调解室", co_handlers=("物业", "住建局", "妇联")
    )
    route = departments_for(helped, GRID, DIRECTORY)
    assert route.lead is not None
    assert (route.lead.name, [d.name for d in route.co]) == ("住建局", ["妇联"])


def test_nobody_leads_what_no_body_of_the_county_answers_for() -> None:
    route = departments_for(leaf("unknown_body"), GRID, DIRECTORY)
    assert route.lead is None
    assert route.all == ()
    assert lead_name(leaf("unknown_body"), GRID, DIRECTORY) == ""


def test_a_department_is_not_both_lead_and_helper() -> None:
    doubled = a_leaf("garbage", "垃圾", Urgency.U2, co_handlers=("城管局", "住建", "住建局"))
    route = departments_for(doubled, GRID, DIRECTORY)
    assert [d.name for d in route.all] == ["城管局", "住建局"]


def test_the_longest_name_in_a_text_is_meant() -> None:
    found = named_in("供水主管在自来水公司,城管只管道路", DIRECTORY, but=(URBAN,))
    assert found is not None
    assert found.id == WATER
    assert named_in("不归我们管", DIRECTORY) is None


# ---- owners


@pytest.mark.parametrize(
    ("region", "leaf_id", "expected"),
    [
        (GRID, "garbage", GUO),
        (VILLAGE, "garbage", CADRE),
        (TOWN, "garbage", TOWN_DUTY),
        (None, "garbage", COUNTY_DUTY),
        (GRID, "streetlight", TOWN_DUTY),
        (GRID, "official_conduct", COUNTY_DUTY),
        (GRID, "gas_leak", COUNTY_DUTY),
    ],
)
def test_a_new_case_is_owned_by_the_first_who_is_there(
    region: int | None, leaf_id: str, expected: object
) -> None:
    assert owner_for(region, leaf(leaf_id), MONDAY, DIRECTORY).person == expected


def test_an_absent_member_is_stood_in_for_and_an_empty_grid_falls_to_the_village() -> None:
    posts = tuple((away(p) if person is GUO else p, person) for p, person in POSTS)
    assert owner_for(GRID, leaf("garbage"), MONDAY, a_directory(posts=posts)).person == ZHAO
    nobody = tuple(pair for pair in POSTS if pair[1] not in (GUO, GUO_DEPUTY))
    owner = owner_for(GRID, leaf("garbage"), MONDAY, a_directory(posts=nobody))
    assert (owner.person, owner.role) == (CADRE, Role.VILLAGE_CADRE)


def away(post: Post) -> Post:
    absence = {"absent_from": MONDAY - timedelta(days=1), "stand_in_id": ZHAO.id}
    return Post(**post.model_dump() | absence)


def test_a_county_without_anybody_on_duty_still_gives_an_answer() -> None:
    empty = a_directory(posts=())
    owner = owner_for(GRID, leaf("garbage"), MONDAY, empty)
    assert (owner.person, owner.role) == (None, Role.COUNTY_DUTY)


# ---- exclusion


def test_staff_named_by_post_or_by_name_are_kept_out() -> None:
    words = "村干部吃拿卡要,网格员郭网格也不管"
    avoid = complained_of(words, GRID, DIRECTORY, MONDAY)
    assert avoid.person_ids == {CADRE.id, GUO.id, GUO_DEPUTY.id}
    assert avoid.tags()[0] == f"avoid:person:{GUO.id}"
    assert any("郭网格" in reason for reason in avoid.reasons)


def test_a_body_complained_of_never_leads() -> None:
    avoid = complained_of("城管局的人收红包", GRID, DIRECTORY, MONDAY)
    assert avoid.department_ids == {URBAN}
    route = departments_for(leaf("sewer_blockage"), GRID, DIRECTORY, avoid)
    assert URBAN not in {d.id for d in route.all}


def test_a_person_complained_of_never_owns_the_case() -> None:
    avoid = complained_of("网格员从来不见人", GRID, DIRECTORY, MONDAY)
    assert owner_for(GRID, leaf("garbage"), MONDAY, DIRECTORY, avoid).person == CADRE


def test_words_that_name_nobody_keep_nobody_out() -> None:
    assert complained_of("下水道又堵了", GRID, DIRECTORY, MONDAY).person_ids == frozenset()


# ---- the real tree


def test_every_leaf_of_the_tree_has_an_owner_in_any_county() -> None:
    bare = a_directory(departments=DEPARTMENTS[:1])
    for kind in load_categories(None).leaves.values():
        departments_for(kind, GRID, bare)
        assert owner_for(GRID, kind, MONDAY, bare).person is not None


def test_what_a_village_must_not_lead_does_not_begin_in_the_village() -> None:
    for kind in load_categories(None).leaves.values():
        owner = owner_for(VILLAGE, kind, MONDAY, DIRECTORY)
        if kind.self_handling is SelfHandling.NO:
            assert owner.role not in (Role.VILLAGE_CADRE, Role.GRID_MEMBER), kind.id


def test_the_lead_of_a_leaf_can_be_named_to_residents() -> None:
    assert lead_name(replace(leaf("garbage")), GRID, DIRECTORY) == "城管局"
