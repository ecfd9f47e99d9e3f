"""Our own ledger comes back from Excel: what may be changed in it is, anything else is named."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from storage.codes import CaseState, Move
from storage.tables.case import Case, CaseEvent
from storage.tables.imported import ImportedCase
from tests.service.console_room import get
from tests.service.old_ledger_room import land, upload
from tests.service.sheet_room import saved
from tests.service.test_console import put_case
from tests.service.test_console_ledgers import sheet
from tests.service.webchat_room import Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("县值班")
        yield opened


async def edited(room: Room, **cells: str) -> bytes:
    """Our own export with these cells of its rows changed, as somebody does in Excel."""
    found = await sheet(room, since="")
    for cell, value in cells.items():
        found[cell] = value
    assert found.parent is not None
    return saved(found.parent)


async def test_an_export_that_comes_back_changed_changes_kind_and_remark(room: Room) -> None:
    case_id = await put_case(room, 101)
    await put_case(room, 102)
    assert "没有改动 <b>2</b> 行" in (await upload(room, await edited(room)))[2]
    content = await edited(room, H4="路灯不亮", X5="已电话核实")
    _, _, text = await upload(room, content)
    assert "改动 <b>2</b> 件" in text
    status, done = await land(room, text)
    assert status == 200
    assert "按表格改了2件" in done
    (first, second) = await get(room, Case)
    assert (first.leaf, second.leaf) == ("streetlight", "sewer_blockage")
    events = await room.db.read(
        lambda s: s.exec(select(CaseEvent).order_by(col(CaseEvent.case_id))).all()
    )
    assert [(e.case_id == case_id, e.move) for e in events] == [
        (True, Move.RECLASSIFY), (False, Move.NOTE),
    ]  # fmt: skip
    assert events[1].note == "已电话核实"
    assert await get(room, ImportedCase) == []


async def test_state_deadline_and_result_are_never_changed_by_a_table(room: Room) -> None:
    await put_case(room, 101)
    content = await edited(room, Q4="已结案", R4="2030-1-1", U4="办好了", H4="路灯不亮")
    _, _, text = await upload(room, content)
    for cell, label in (("Q4", "状态"), ("R4", "办结时限"), ("U4", "办理结果")):
        assert f"“台账”表 {cell}：“{label}”不能在表格里改" in text
    await land(room, text)
    (case,) = await get(room, Case)
    assert (case.state, case.result, case.leaf) == (CaseState.REGISTERED, "", "streetlight")
    assert case.resolve_due_at is not None
    assert case.resolve_due_at.year == 2026


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"H4": "没有这一类"}, "H4：没有“没有这一类”这一类。可以写："),
        ({"H4": "火情"}, "H4：险情不能在表格里改出来"),
        ({"H4": ""}, "H4：类别不能空着"),
        ({"B4": "#99999"}, "B4：没有 #99999 这一件，或者不归您看"),
        ({"B4": "#00102"}, "#00102 写了两行"),
        ({"X4": "长" * 501}, "X4：备注太长"),
    ],
)
async def test_a_change_that_cannot_be_is_named(
    room: Room, cells: dict[str, str], told: str
) -> None:
    await put_case(room, 101)
    await put_case(room, 102)
    text = (await upload(room, await edited(room, **cells)))[2]
    if "#00102" in cells.values():
        text = (await upload(room, await edited(room, **cells, X4="甲")))[2]
    assert told in text
    assert "确认导入" not in text


async def test_nobody_learns_of_a_case_by_guessing_its_number(room: Room) -> None:
    await put_case(room, 101, leaf="domestic_violence", is_confidential=True)
    await put_case(room, 102)
    content = await edited(room)
    await room.sit("城关值班")
    text = (await upload(room, content))[2]
    assert "没有 #00101 这一件，或者不归您看" in text
