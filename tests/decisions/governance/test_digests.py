"""What a digest says: counts that matter, the pressing matters by name, and silence for nothing."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.governance.digests import Reader, of_region, work
from handlers.standing import Standing, Work
from storage.codes import CaseState, Colour, DigestPart, Level
from storage.tables.case import Case
from tests.decisions.county import COUNTY, COUNTY_DUTY, GUO, MONDAY, TOWN, TOWN_DUTY, VILLAGE
from tests.decisions.scene import WORLD, a_case, at

S, P = CaseState, DigestPart
NOW = MONDAY + timedelta(days=1)
TOWNS = Reader(TOWN_DUTY.id or 0, NOW, WORLD)
CENTRE = Reader(COUNTY_DUTY.id or 0, NOW, WORLD)
GRID = Reader(GUO.id or 0, NOW, WORLD)


def late(**other: Any) -> Case:
    return at(S.IN_PROGRESS, colour=Colour.RED, **other).case


def test_only_what_there_is_is_counted() -> None:
    standing = Standing(new=2, open=5, overdue=1, red=1, unsurveyed=3, pressing=(late(),))
    assert of_region(P.DAILY, standing, TOWN, TOWNS).split("\n") == [
        "【城关街道汇总】上次汇总以来新增2件，在办5件，其中超期1件、红色1件；办完待回访3件。",
        "要盯的：",
        "#00123 下水道堵塞 3号楼前（城管局，昨天18:00）【红】",
    ]


def test_nobody_is_disturbed_by_a_digest_that_has_nothing_to_see_to() -> None:
    assert of_region(P.DAILY, Standing(open=3), TOWN, TOWNS) == ""
    assert of_region(P.WEEKLY, Standing(), VILLAGE, TOWNS) == ""
    assert "都在时限内" in of_region(P.WEEKLY, Standing(open=3), VILLAGE, TOWNS)


def test_the_centre_hears_in_one_line_that_all_is_quiet() -> None:
    empty = of_region(P.DAILY, Standing(), COUNTY, CENTRE)
    assert empty == "【青河县汇总】没有在办的事，一切正常。"
    calm = of_region(P.DAILY, Standing(open=3), COUNTY, CENTRE)
    assert calm == "【青河县汇总】上次汇总以来没有新增，在办3件，都在时限内。"


def test_whoever_asks_is_always_answered() -> None:
    assert "今天没有新增" in of_region(P.ASKED, Standing(open=3), TOWN, TOWNS)
    assert "没有在办的事" in of_region(P.ASKED, Standing(), TOWN, TOWNS)


@pytest.mark.parametrize("leaf", ["official_conduct", "domestic_violence", "child_protection"])
def test_what_only_few_may_know_of_has_no_name_in_a_list(leaf: str) -> None:
    case = late(leaf_id=leaf, place="3号楼2单元")
    said = of_region(P.DAILY, Standing(open=1, red=1, pressing=(case,)), COUNTY, CENTRE)
    listed = work(Work(1, (case,)), CENTRE)
    for text in (said, listed):
        assert "3号楼" not in text
        assert case.title not in text
        assert "保密事项" in text
    assert work(Work(1, (case,)), GRID) == ""
    townships = of_region(P.DAILY, Standing(open=1, red=1, pressing=(case,)), TOWN, TOWNS)
    assert "#00123" not in townships


def test_a_case_is_not_listed_to_somebody_it_complains_of() -> None:
    case = late(tags=[f"avoid:person:{TOWN_DUTY.id}"])
    said = of_region(P.DAILY, Standing(open=1, red=1, pressing=(case,)), TOWN, TOWNS)
    assert "#00123" not in said
    assert work(Work(1, (case,)), TOWNS) == ""


def test_matters_are_listed_once_in_a_message() -> None:
    standing = Standing(open=1, red=1, pressing=(late(),))
    assert "#00123" not in of_region(P.HALF_MONTHLY, standing, TOWN, TOWNS, listed=False)


def test_work_is_listed_by_due_with_what_is_late_first() -> None:
    cases = (late(), a_case(S.SELF_HANDLING, resolve_due_at=NOW + timedelta(hours=9)).case)
    assert work(Work(9, cases), GRID).split("\n") == [
        "您手上有9件事，1件已超期：",
        "#00123 下水道堵塞 3号楼前（超期，昨天18:00到期）【红】",
        "#00123 下水道堵塞 3号楼前（今天18:00前）",
        "还有7件，回复“我的任务”看全部。",
    ]


def test_who_handles_is_an_office_never_a_name() -> None:
    case = a_case(S.SELF_HANDLING, level=Level.GRID, colour=Colour.YELLOW).case
    said = of_region(P.DAILY, Standing(open=1, yellow=1, pressing=(case,)), TOWN, TOWNS)
    assert "（网格员，昨天18:00）【黄】" in said
    assert GUO.name not in said
