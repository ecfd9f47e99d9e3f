"""The ledger of cases: its columns, what is masked in it, and who finds what in theirs."""

from datetime import timedelta
from typing import Any

from handlers.governance import ledgers, monthly
from handlers.situation import CaseView, Speaker
from storage.codes import CaseState, Colour, LetterKind, LetterRule, LetterState
from storage.tables.letter import Letter
from storage.tables.person import Person
from storage.tables.plan import CasePlan
from tests.decisions.county import (
    COUNTY_DUTY,
    GUO,
    LEADER,
    MONDAY,
    REGIONS,
    TOWN_DUTY,
    URBAN_CLERK,
    WATER_CLERK,
)
from tests.decisions.scene import WORLD, a_case, a_whistle, at, speaker

S = CaseState
APRIL = monthly.Month(2026, 4, MONDAY - timedelta(days=12), MONDAY + timedelta(days=18))


def line(view: CaseView, plan: CasePlan | None = None) -> dict[str, str]:
    names = [name for name, _ in ledgers.COLUMNS]
    return dict(zip(names, ledgers.row_of(view, plan, WORLD), strict=True))


def test_a_line_has_a_value_for_every_column_and_a_heading() -> None:
    assert len(line(at(S.IN_PROGRESS))) == len(ledgers.headings())
    assert "主办单位" in ledgers.headings()


def test_numbers_and_homes_are_masked_and_moments_are_in_chinas_time() -> None:
    view = at(S.IN_PROGRESS, summary="电话13812345678,下水道堵了", place="3号楼2单元501室门口")
    told = line(view)
    assert "13812345678" not in told["summary"]
    assert "501" not in told["place"]
    assert told["opened"] == "2026年4月13日09:00"
    assert (told["lead"], told["colour"], told["grid"]) == ("城管局", "蓝", "东关家属院")


def test_the_plan_and_its_leader_stand_in_the_line() -> None:
    plan = CasePlan(
        county_id=1, case_id=1, version=1, leader_name="梅志远", text="换主管道", written_at=MONDAY
    )
    told = line(at(S.IN_PROGRESS, leader_name="梅志远"), plan)
    assert (told["leader"], told["plan"]) == ("梅志远", "换主管道")


def test_a_confidential_case_has_no_word_in_it() -> None:
    view = a_case(S.IN_PROGRESS, "domestic_violence", (a_whistle(4),), summary="他又打人了")
    told = line(view)
    assert {told[name] for name in ("leaf", "summary", "place", "result")} == {"（保密）"}
    assert told["grid"] == ""


def test_a_private_case_is_listed_without_what_was_told() -> None:
    told = line(at(S.IN_PROGRESS, is_private=True, summary="儿子不养老"))
    assert told["summary"] == "（不公开）"


def listed(view: CaseView, reader: Person | None) -> bool:
    who = speaker(reader) if reader is not None else None
    return ledgers.may_list(view, who, WORLD)


def test_who_may_know_of_a_case_finds_it_and_nobody_else() -> None:
    ordinary = at(S.IN_PROGRESS)
    assert all(listed(ordinary, one) for one in (None, COUNTY_DUTY, TOWN_DUTY, GUO, URBAN_CLERK))
    assert not listed(ordinary, WATER_CLERK)
    secret = a_case(S.IN_PROGRESS, "domestic_violence", (a_whistle(4),))
    assert listed(secret, COUNTY_DUTY)
    assert not any(listed(secret, one) for one in (None, GUO, TOWN_DUTY, LEADER))


def test_one_complained_of_never_finds_the_case() -> None:
    view = at(S.IN_PROGRESS, tags=[f"avoid:person:{GUO.id}"])
    assert not listed(view, GUO)
    stranger = Person(id=77, county_id=1, name="外人", created_at=MONDAY)
    assert not ledgers.may_list(view, Speaker(stranger), WORLD)


# ---- the month's report


def report(views: list[CaseView], letters: tuple[Letter, ...] = ()) -> str:
    found = monthly.report_of(APRIL, REGIONS[0], views, letters, MONDAY, WORLD)
    return monthly.as_markdown(found)


def many(count: int, state: CaseState = S.CLOSED, **other: Any) -> list[CaseView]:
    due = MONDAY + timedelta(hours=9)
    given = {"answered_at": MONDAY + timedelta(hours=1), "resolve_due_at": due} | other
    return [at(state, **given | {"id": n, "number": n}) for n in range(1, count + 1)]


def test_the_report_counts_what_came_and_what_was_solved_with_the_denominator() -> None:
    told = report([*many(9), *many(3, S.IN_PROGRESS, answered_at=None)])
    assert "受理12件，已办结9件，化解率75.0%（9/12）" in told
    assert "| 城关街道 | 12 | 9 | 3 | 0 | 0 |" in told


def test_a_rate_of_few_is_not_told() -> None:
    assert monthly.rate(2, 9) == "（2/9，不足10件不算率）"
    assert monthly.rate(9, 10) == "90.0%（9/10）"


def test_red_cases_are_listed_with_who_answers_for_them() -> None:
    red = at(S.IN_PROGRESS, colour=Colour.RED, leader_name="梅志远")
    told = report([red])
    assert "| #00123 | 下水道堵塞 | 城关街道 | 城管局 |" in told
    assert "梅志远" in told
    assert "还没有定" in report([at(S.IN_PROGRESS, colour=Colour.RED)])


def test_a_confidential_case_is_counted_and_not_described() -> None:
    secret = a_case(S.IN_PROGRESS, "domestic_violence", (a_whistle(4),), colour=Colour.RED)
    told = report([secret])
    assert "受理1件" in told
    assert "家庭暴力" not in told
    assert "| #00123 | （保密） |" in told


def test_the_letters_of_the_month_are_counted_and_the_unanswered_named() -> None:
    letter = Letter(
        county_id=1, key="k", kind=LetterKind.SUPERVISION, year=2026, number=3, case_id=123,
        state=LetterState.ISSUED, rule=LetterRule.OVERDUE, drafted_at=MONDAY, issued_at=MONDAY,
    )  # fmt: skip
    told = report([at(S.IN_PROGRESS, id=123)], (letter,))
    assert "签发督办单1份，已回复0份" in told
    assert "督办单〔2026〕3号" in told


def test_a_township_reports_its_own_cases_only() -> None:
    far = next(r for r in REGIONS if r.name == "城南镇")
    found = monthly.report_of(APRIL, far, many(2), (), MONDAY, WORLD)
    assert "城南镇2026年4月" in found.title
    assert "受理0件" in monthly.as_markdown(found)
