"""When a letter is drafted by rule, to whom, and who hears of it: only those who may sign."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.effects import DraftLetter, Effect
from handlers.governance.letters import drafts_for
from handlers.situation import CaseSituation, CaseView
from scheduler.reminders import report_in_due
from storage.codes import CaseState, LetterKind, LetterRule, TimerKind, WhistleState
from storage.tables.timer import Timer
from tests.decisions import told
from tests.decisions.county import LEADER, MONDAY, TOWN, URBAN
from tests.decisions.scene import WORLD, a_case, a_whistle, at

S, R, K = CaseState, LetterRule, LetterKind
LATE = MONDAY + timedelta(days=5)


def drafted(rule: LetterRule, view: CaseView, **other: Any) -> list[Effect]:
    return drafts_for(CaseSituation(other.get("now", LATE), WORLD, view), rule)


def letter(rule: LetterRule, view: CaseView) -> DraftLetter:
    return told.one(drafted(rule, view), DraftLetter)


def overdue() -> CaseView:
    return at(S.IN_PROGRESS)


def not_taken() -> CaseView:
    return at(S.WHISTLED)


@pytest.mark.parametrize(
    ("rule", "view", "kind"),
    [
        (R.OVERDUE, overdue(), K.REMINDER),
        (R.LONG_OVERDUE, overdue(), K.SUPERVISION),
        (R.CONSULT_OVERDUE, overdue(), K.SUPERVISION),
        (R.NOT_TAKEN, not_taken(), K.SUPERVISION),
    ],
)
def test_each_rule_drafts_its_kind_of_letter_to_the_department_that_leads(
    rule: LetterRule, view: CaseView, kind: LetterKind
) -> None:
    one = letter(rule, view)
    assert (one.kind, one.department_id, one.region_id) == (kind, URBAN, None)
    assert "#00123" in one.reasons[0]


def test_a_reminder_waits_for_the_centre_and_a_supervision_order_for_a_leader() -> None:
    assert told.listeners(letter(R.OVERDUE, overdue()).told) == ["county_duty"]
    order = letter(R.LONG_OVERDUE, overdue())
    assert told.listeners(order.told) == [LEADER.name, "county_duty"]
    assert [b.label for b in order.told[0].card.buttons] == ["签发", "不发"]  # type: ignore[union-attr]


def test_the_department_hears_nothing_of_a_draft() -> None:
    effects = [e for rule in R for e in drafted(rule, overdue())]
    heard = {name for e in told.of(effects, DraftLetter) for name in told.listeners(e.told)}
    assert told.listeners(effects) == []
    assert heard == {LEADER.name, "county_duty"}


def test_the_same_cause_has_the_same_key_and_another_round_another() -> None:
    first, again = letter(R.OVERDUE, overdue()), letter(R.OVERDUE, not_taken())
    assert first.key == again.key
    reopened = letter(R.OVERDUE, at(S.IN_PROGRESS, reopen_count=1))
    assert reopened.key != first.key


def test_twice_unsatisfied_is_a_rule_of_its_own() -> None:
    view = a_case(S.REOPENED, whistles=(a_whistle(),), reopen_count=2)
    one = letter(R.TWICE_UNSATISFIED, view)
    assert one.kind is K.SUPERVISION
    assert "2次" in one.reasons[0]
    assert drafted(R.TWICE_UNSATISFIED, at(S.IN_PROGRESS, reopen_count=1)) == []


def test_nothing_is_drafted_where_the_rule_does_not_hold_any_more() -> None:
    assert drafted(R.OVERDUE, at(S.ANSWERED)) == []
    assert drafted(R.LONG_OVERDUE, at(S.CLOSED)) == []
    assert drafted(R.OVERDUE, overdue(), now=MONDAY) == []
    assert drafted(R.NOT_TAKEN, at(S.REPORTED_IN)) == []


def test_a_case_without_a_department_is_written_to_its_township() -> None:
    one = letter(R.OVERDUE, a_case(S.SELF_HANDLING))
    assert (one.department_id, one.region_id) == (None, TOWN)


def test_what_only_a_few_may_know_is_named_by_its_number_alone() -> None:
    lead = (a_whistle(state=WhistleState.REPORTED_IN),)
    one = letter(R.OVERDUE, a_case(S.IN_PROGRESS, "domestic_violence", lead))
    words = " ".join((*one.reasons, *map(str, one.data.values())))
    assert "家庭暴力" not in words
    assert "保密事项" in words


def test_a_department_named_in_writing_that_does_not_come_has_an_order_drafted() -> None:
    late = MONDAY + timedelta(hours=3)
    timer = Timer(
        county_id=1, subject="case:1", kind=TimerKind.REPORT_IN_DUE, due_at=late, case_id=1
    )

    def orders(*, designated: bool) -> list[DraftLetter]:
        view = a_case(S.WHISTLED, whistles=(a_whistle(designated=designated),))
        return told.of(report_in_due(CaseSituation(late, WORLD, view), timer), DraftLetter)

    assert [one.rule for one in orders(designated=True)] == [R.NOT_TAKEN]
    assert orders(designated=False) == []
