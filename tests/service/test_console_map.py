"""The map of the console: what is coloured, where a click leads, and what is never drawn."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from math import cos, pi, sin
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from bot.console.map.layers import FEWEST, Layer, Scale, Tally, scale_for
from bot.console.map.picture import Label, without_collisions
from storage.codes import CaseState, Level, SurveyState, Urgency
from storage.regions import bump_directory
from storage.tables.case import Case
from storage.tables.person import Person
from storage.tables.region import Region
from storage.tables.survey import Survey
from tests.service.test_console import page, put_case
from tests.service.webchat_room import TUESDAY, Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("县值班")
        yield opened


async def region(room: Room, code: str) -> Region:
    def find(session: Session) -> Region:
        found = session.exec(select(Region).where(col(Region.code) == code)).one()
        session.expunge(found)
        return found

    return await room.db.read(find)


async def coded(room: Room, level: Level, below: int | None = None) -> list[Region]:
    def find(session: Session) -> list[Region]:
        rows = session.exec(select(Region).where(col(Region.level) == level))
        found = [one for one in rows if below in (None, one.parent_id)]
        session.expunge_all()
        return found

    return await room.db.read(find)


def cell_of(text: str, grid: Region) -> str:
    """How a grid stands on the map: the link and the shape in it."""
    found = re.search(rf'<a href="([^"]*region={grid.id}[^"]*)" tabindex="-1">(<path.*?)</a>', text)
    assert found is not None
    return unescape(found[1]) + found[2]


# ---- what is shown ------------------------------------------------------------------------------


async def test_a_grid_is_coloured_by_what_is_open_and_leads_to_its_queue(room: Room) -> None:
    await put_case(room)
    await put_case(room, 102, resolve_due_at=TUESDAY - timedelta(hours=1))
    await put_case(room, 103, state=CaseState.CLOSED)
    grid = await region(room, "G101")
    text = await page(room, "map")
    cell = cell_of(text, grid)
    assert cell.startswith(f"/console/?region={grid.id}")
    assert 'class="cell step-1"' in cell
    assert "在办2件，超期1件" in cell
    assert "在办2件，其中超期1件" in text
    queue = await page(room, f"?region={grid.id}")
    assert "#00101" in queue
    assert f'<option value="{grid.id}" selected>' in queue


async def test_the_layer_of_overdue_cases_leads_to_the_overdue_ones(room: Room) -> None:
    await put_case(room)
    await put_case(room, 102, resolve_due_at=TUESDAY - timedelta(hours=1))
    grid = await region(room, "G101")
    cell = cell_of(await page(room, "map", layer="overdue"), grid)
    assert "late=1" in cell
    queue = await page(room, cell.split("<")[0].removeprefix("/console/"))
    assert "#00102" in queue
    assert "#00101" not in queue


async def answers(room: Room, case_id: int, *stars: int) -> None:
    def add(session: Session) -> None:
        for one in stars:
            person = Person(county_id=1, name="街坊", created_at=TUESDAY)
            session.add(person)
            session.flush()
            session.add(
                Survey(
                    county_id=1, case_id=case_id, person_id=person.id or 0, satisfaction=one,
                    state=SurveyState.ANSWERED, answered_at=TUESDAY - timedelta(days=3),
                )
            )  # fmt: skip

    await room.db.tx(add)


async def test_the_share_of_the_content_needs_enough_answers(room: Room) -> None:
    grid, other = await region(room, "G101"), await region(room, "G102")
    await answers(room, await put_case(room, state=CaseState.CLOSED), 5, 5, 4, 4, 2)
    await answers(room, await put_case(room, 102, region="G102"), 5, 5)
    text = await page(room, "map", layer="content")
    assert "step-3" in cell_of(text, grid)
    assert "5份回访里4份满意，80%" in cell_of(text, grid)
    assert "step-few" in cell_of(text, other)
    assert "样本太少（2份）" in cell_of(text, other)
    assert "收到7份回访，6份满意" in text


async def test_the_table_tells_every_figure_that_the_map_tells(room: Room) -> None:
    await put_case(room)
    text = await page(room, "map")
    table = text.split("<table")[1]
    for one in await coded(room, Level.GRID):
        assert f"<td>{one.name}</td>" in table
    grid = await region(room, "G101")
    assert f'<a href="/console/?region={grid.id}">1</a>' in table


async def test_a_township_opens_and_leads_back(room: Room) -> None:
    township = (await coded(room, Level.TOWNSHIP))[0]
    assert f"/console/map?region={township.id}" in await page(room, "map")
    text = await page(room, "map", region=str(township.id))
    assert f"<h1>{township.name}地图</h1>" in text
    assert f'href="/console/map?region={township.parent_id}">回到青河县</a>' in text
    await page(room, "map", status=404, region="999999")
    await page(room, "map", status=404, region="x")


async def test_a_grid_without_borders_does_not_disappear(room: Room) -> None:
    await put_case(room)

    def wipe(session: Session) -> None:
        grid = session.exec(select(Region).where(col(Region.code) == "G101")).one()
        grid.polygon = []
        session.add(grid)
        bump_directory(session, 1)

    assert "还没有画边界的网格" not in await page(room, "map")
    await room.db.tx(wipe)
    text = await page(room, "map")
    grid = await region(room, "G101")
    assert "还没有画边界的网格" in text
    assert (
        f'<a class="tile step-1" href="/console/?region={grid.id}">{grid.name} <b>1</b></a>' in text
    )


async def test_a_grid_that_is_no_more_is_told_of_while_cases_lie_in_it(room: Room) -> None:
    def end(session: Session) -> None:
        for code in ("G101", "G102"):
            grid = session.exec(select(Region).where(col(Region.code) == code)).one()
            grid.ended_at = TUESDAY
            session.add(grid)
        bump_directory(session, 1)

    await put_case(room)
    await room.db.tx(end)
    grid, other = await region(room, "G101"), await region(room, "G102")
    text = await page(room, "map")
    assert f"{grid.name}（已撤销）" in text
    assert other.name not in text
    assert "在办1件" in text


async def test_a_county_without_any_borders_has_its_figures_all_the_same(room: Room) -> None:
    def wipe(session: Session) -> None:
        for one in session.exec(select(Region)):
            one.polygon = []
            session.add(one)
        bump_directory(session, 1)

    await put_case(room)
    await room.db.tx(wipe)
    text = await page(room, "map")
    assert "<svg" not in text
    assert "还没有画边界，各处的数字在下面" in text
    assert "在办1件" in text


async def test_what_is_known_no_closer_is_told_with_its_village(room: Room) -> None:
    grid = await region(room, "G101")
    village = next(one for one in await coded(room, Level.VILLAGE) if one.id == grid.parent_id)
    await put_case(room, region=village.code)
    await put_case(room, 102, region_id=None)
    text = await page(room, "map")
    assert f"{village.name}（只知道到这里）" in text
    assert "还不知道在哪里" in text
    assert "在办1件" in text


# ---- size ---------------------------------------------------------------------------------------


def wavy(east: float, north: float, side: float) -> list[list[float]]:
    """A ring of 120 corners, as surveyors draw them."""
    turns = [2 * pi * n / 120 for n in range(120)]
    return [
        [
            east + side * cos(t) * (1 + sin(9 * t) / 9),
            north + side * sin(t) * (1 + cos(7 * t) / 9),
        ]
        for t in turns
    ]


def grow(session: Session) -> None:
    """The county has 787 more grids, each with borders and cases."""
    villages = list(session.exec(select(Region).where(col(Region.level) == Level.VILLAGE)))
    for n in range(787):
        village = villages[n % len(villages)]
        ring = wavy(113.0 + n % 28 * 0.02, 33.5 + n // 28 * 0.02, 0.01)
        grid = Region(
            county_id=1, parent_id=village.id, level=Level.GRID, code=f"N{n}", polygon=[ring],
            name=f"第{n}网格",
        )  # fmt: skip
        session.add(grid)
        session.flush()
        grid.path = f"{village.path}/{grid.id}"
        session.add(
            Case(
                county_id=1, number=2000 + n, leaf="noise", title="噪声", region_id=grid.id,
                urgency=Urgency.U2, state=CaseState.REGISTERED, opened_at=TUESDAY,
            )
        )  # fmt: skip
    bump_directory(session, 1)


async def test_a_county_of_eight_hundred_grids_is_still_a_small_page(room: Room) -> None:
    await room.db.tx(grow)
    text = await page(room, "map")
    assert text.count('class="cell') > 787
    assert len(text.encode()) < 600_000


# ---- colours and names, as values -----------------------------------------------------------


COUNTS = st.integers(0, 30_000)


@given(st.lists(COUNTS, min_size=1, max_size=30), st.sampled_from([Layer.OPEN, Layer.OVERDUE]))
def test_more_is_never_lighter_and_every_colour_stands_in_the_legend(
    counts: list[int], layer: Layer
) -> None:
    scale = scale_for(layer, max(counts))
    known = {step.css for step in scale.legend}
    found = [scale.css(Tally(open=n, overdue=n)) for n in sorted(counts)]
    assert set(found) <= known
    assert found == sorted(found)
    assert scale.css(Tally()) == "step-0"
    assert scale.css(Tally(open=1, overdue=1)) == "step-1"


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_share_has_one_colour_and_few_answers_have_none(content: int, more: int) -> None:
    tally = Tally(given=content + more, content=content)
    scale = Scale(Layer.CONTENT)
    assert scale.css(tally) in {step.css for step in scale.legend}
    assert (scale.css(tally) == "step-few") == (tally.given < FEWEST)


@given(
    st.lists(
        st.builds(
            Label,
            st.tuples(st.integers(0, 300), st.integers(0, 300)),
            st.sampled_from(["", "城关街道", "东街社区"]),
            st.sampled_from(["1", "12", "100%"]),
            st.just("/"),
        ),
        max_size=12,
    )
)
def test_no_two_labels_lie_on_each_other_and_the_first_always_stays(labels: list[Label]) -> None:
    kept = without_collisions(labels)
    assert kept[:1] == labels[:1]
    assert len({one.at for one in kept}) == len(kept)
    assert without_collisions(kept) == kept
