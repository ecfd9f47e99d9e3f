"""Whose cases go to another: each history says so, and the two hear of it once."""

from handlers.effects import ChangeCase, Note, Say
from handlers.governance.digests import Reader
from handlers.governance.handing_over import Handover, Why, decide, split
from handlers.speech import ToPerson
from storage.tables.case import Case
from tests.decisions.county import GUO, MONDAY, POSTS
from tests.decisions.scene import WORLD, a_case

TAKER = next(person for post, person in POSTS if person.id != GUO.id)
READER = Reader(TAKER.id or 0, MONDAY, WORLD)


def cases(count: int) -> list[Case]:
    return [a_case(id=one, number=100 + one).case for one in range(1, count + 1)]


def handover(*given: Case, why: Why = Why.LEFT) -> Handover:
    return Handover(GUO, TAKER, why, given)


def test_each_case_has_a_new_handler_and_a_line_in_its_history() -> None:
    effects = decide(handover(*cases(2)), READER)
    assert [one for one in effects if isinstance(one, ChangeCase)] == [
        ChangeCase(1, {"owner_id": TAKER.id}),
        ChangeCase(2, {"owner_id": TAKER.id}),
    ]
    notes = [one.text for one in effects if isinstance(one, Note)]
    assert notes == [f"{GUO.name}离岗，由{TAKER.name}接着办。"] * 2


def test_the_two_hear_of_all_of_them_in_one_message_each() -> None:
    said = [one for one in decide(handover(*cases(9)), READER) if isinstance(one, Say)]
    assert [one.to for one in said] == [ToPerson(TAKER.id or 0), ToPerson(GUO.id or 0)]
    lines = str(said[0].text.params["lines"]).split("\n")
    assert len(lines) == 7
    assert "还有3件" in lines[-1]


def test_nobody_gets_a_case_that_complains_of_them() -> None:
    about = a_case(id=3, tags=[f"avoid:person:{TAKER.id}"]).case
    may, kept = split(handover(*cases(1), about), READER)
    assert [case.id for case in may] == [1]
    assert [case.id for case in kept] == [3]
    effects = decide(handover(about), READER)
    assert effects == []


def test_a_confidential_case_goes_to_nobody_whose_post_may_not_know_of_it() -> None:
    hidden = a_case(id=4, is_confidential=True).case
    assert split(handover(hidden), READER) == ([], [hidden])
