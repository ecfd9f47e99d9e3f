"""Signs that surveys were made up, and which cases are asked about again."""

from datetime import timedelta
from typing import Any

from handlers.effects import OpenTask, PlanSurvey, StartTimer
from handlers.lifecycle.asked import asked_again
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.sampling import is_drawn, is_sampled
from handlers.survey.honesty import Sign, findings
from handlers.survey.records import Month, Record, month_of
from scheduler.honesty import looked_into, month_before, next_check
from storage.codes import CaseState, SurveyKind, SurveyState
from storage.tables.survey import Survey
from tests.decisions import told
from tests.decisions.county import AUNT_WANG, GRID, GUO, MONDAY, NEXT_GRID, UNCLE_GAO, URBAN_CLERK
from tests.decisions.scene import WORLD, a_case, a_report, a_whistle

S = CaseState
DONE = MONDAY + timedelta(hours=3)
DIRECTORY = WORLD.directory


def record(number: int, after: timedelta = timedelta(hours=20), **other: Any) -> Record:
    """A case that was finished at noon, and what its reporter said so long after."""
    said = {"resolved": 1, "satisfaction": 5} | other.pop("said", {})
    teller = other.pop("teller", AUNT_WANG)
    view = a_case(S.CLOSED, "garbage", id=number, number=number, answered_at=DONE, **other)
    survey = Survey(
        id=number, county_id=1, case_id=number, person_id=teller.id or 0,
        state=SurveyState.ANSWERED, asked_at=DONE, answered_at=DONE + after, **said,
    )  # fmt: skip
    return Record(view.case, view.whistles, (survey,), (a_report(teller),))


def signs(
    records: list[Record], phones: dict[int, str] | None = None
) -> dict[Sign, tuple[int, ...]]:
    return {f.sign: f.cases for f in findings(records, phones or {}, DIRECTORY)}


def test_honest_surveys_show_no_sign() -> None:
    honest = [record(n, said={"remark": "来得挺快"}) for n in range(1, 15)]
    assert signs(honest) == {}


def test_one_telephone_behind_three_reporters() -> None:
    tellers = (AUNT_WANG, UNCLE_GAO, GUO)
    told_by = [record(n, teller=one, owner_id=None) for n, one in enumerate(tellers, 1)]
    phones = {one.id or 0: "13800000000" for one in tellers}
    assert signs(told_by, phones) == {Sign.SAME_PHONE: (1, 2, 3)}
    assert signs(told_by[:2], phones) == {}


def test_answers_within_seconds_count_from_the_fifth_on() -> None:
    quick = [record(n, timedelta(seconds=9)) for n in range(1, 6)]
    assert signs(quick) == {Sign.TOO_QUICK: (1, 2, 3, 4, 5)}
    assert signs(quick[:4]) == {}


def test_a_place_where_all_are_content_and_nobody_says_a_word() -> None:
    silent = [record(n) for n in range(1, 11)]
    (found,) = findings(silent, {}, DIRECTORY)
    assert (found.sign, found.region_id, len(found.cases)) == (Sign.TOO_PERFECT, GRID, 10)
    assert signs(silent[:9]) == {}
    assert signs([*silent[:9], record(10, said={"satisfaction": 3})]) == {}
    elsewhere = [record(n, region_id=NEXT_GRID if n % 2 else GRID) for n in range(1, 11)]
    assert signs(elsewhere) == {}


def test_a_handler_who_told_of_it_himself() -> None:
    assert signs([record(1, teller=GUO)]) == {Sign.OWN_ACCOUNT: (1,)}
    by_clerk = record(2, teller=URBAN_CLERK, whistles=(a_whistle(),))
    assert signs([by_clerk]) == {Sign.OWN_ACCOUNT: (2,)}


def test_an_answer_older_than_its_result() -> None:
    assert signs([record(1, timedelta(hours=-1))]) == {Sign.BEFORE_DONE: (1,)}


def test_the_centre_gets_tasks_about_cases_and_places_and_nobodys_name() -> None:
    april = month_of(MONDAY.date())
    tasks = looked_into([record(1, teller=GUO)], {}, april, MONDAY, WORLD)
    task = told.one(tasks, OpenTask)
    assert task.title == "核查回访：办理人自己也是反映人（东关家属院：#00001）"
    assert GUO.name not in task.title


def test_the_month_before_is_looked_at_on_the_first() -> None:
    at = next_check(MONDAY)
    assert (at.month, at.day, at.hour) == (5, 1, 9)
    assert month_before(at) == Month(
        month_of(MONDAY.date()).begins_at, month_of(at.date()).begins_at
    )


def test_the_sample_is_the_same_every_time_and_about_as_large_as_said() -> None:
    drawn = [n for n in range(20_000) if is_drawn(n, 10, "call back")]
    assert drawn == [n for n in range(20_000) if is_drawn(n, 10, "call back")]
    assert 1_800 < len(drawn) < 2_200
    other = {n for n in range(20_000) if is_drawn(n, 10, "county")}
    assert len(other & set(drawn)) < 300


def test_a_sampled_case_is_asked_about_again_by_telephone_and_a_confidential_one_never() -> None:
    number = next(n for n in range(1, 1000) if is_sampled(n))
    view = a_case(S.CLOSED, "garbage", number=number)
    effects = asked_again(view, Voice(facts_of(view, WORLD), MONDAY, WORLD))
    assert told.one(effects, PlanSurvey).kind is SurveyKind.RESAMPLE
    assert told.one(effects, StartTimer).data == {"kind": "resample"}
    hidden = a_case(S.CLOSED, "official_conduct", number=number)
    assert asked_again(hidden, Voice(facts_of(hidden, WORLD), MONDAY, WORLD)) == []
