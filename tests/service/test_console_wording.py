"""How the console names people, readers and lengths of time."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.console.queue.asked import Asked
from bot.console.wording import actor, label, left, masked, moment, reader
from storage.codes import CaseState, Move, Role
from storage.console import Names
from storage.queue import After
from storage.tables.case import CaseEvent

NOON = datetime(2026, 4, 14, 4, 0, tzinfo=UTC)
NAMES = Names(people={1: "高叔", 2: "郭网格"}, departments={}, regions={})


@pytest.mark.parametrize(
    ("audience", "name"),
    [
        ("private:高叔", "私聊 高**"),
        ("private:", "私聊 （不详）"),
        ("dept:城管局", "城管局"),
        ("group", "居民群"),
        ("staff_group", "工作群"),
        ("grid_member", "网格员"),
        ("county_child_officer", "工作人员"),
    ],
)
def test_a_reader_is_named_without_telling_a_resident(audience: str, name: str) -> None:
    assert reader(audience) == name


@pytest.mark.parametrize(
    ("actor_id", "role", "name"),
    [
        (1, Role.RESIDENT, "高**"),
        (1, Role.BOT, "高**"),
        (2, Role.GRID_MEMBER, "郭网格（网格员）"),
        (None, Role.BOT, "哨到"),
        (9, Role.COUNTY_DUTY, "县值班"),
    ],
)
def test_whoever_acted_is_named_if_they_are_staff(
    actor_id: int | None, role: Role, name: str
) -> None:
    event = CaseEvent(
        county_id=1, case_id=1, position=1, at=NOON, actor_id=actor_id, actor_role=role,
        move=Move.NOTE, to_state=CaseState.REGISTERED,
    )  # fmt: skip
    assert actor(event, NAMES) == name


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(minutes=5), "还有5分钟"),
        (timedelta(hours=3, minutes=20), "还有3小时"),
        (timedelta(days=2, hours=3), "还有2天"),
        (timedelta(minutes=-1), "已超1分钟"),
        (timedelta(seconds=-5), "已超1分钟"),
        (timedelta(days=-2), "已超2天"),
    ],
)
def test_a_deadline_says_how_far_it_is(after: timedelta, words: str) -> None:
    assert left(NOON + after, NOON) == words


def test_what_is_not_there_is_not_named() -> None:
    assert (left(None, NOON), moment(None, NOON), label(None), masked("")) == (
        "",
        "",
        "",
        "（不详）",
    )


def test_an_address_keeps_the_filters_and_begins_at_the_top() -> None:
    asked = Asked.read({"which": "all", "q": " 路灯 ", "after": "_7", "colour": "red"})
    assert asked.address(colour="") == "/console/?which=all&q=%E8%B7%AF%E7%81%AF"
    assert asked.query == "which=all&q=%E8%B7%AF%E7%81%AF&colour=red"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("_7", After(None, 7)),
        ("2026-04-14T04:00:00+00:00_7", After(NOON, 7)),
        ("", None),
        ("x_7", None),
        ("7_x", None),
        ("_" + "9" * 30, None),
    ],
)
def test_a_page_begins_behind_the_case_that_its_address_names(
    text: str, place: After | None
) -> None:
    assert Asked.read({"after": text}).begins_after() == place
