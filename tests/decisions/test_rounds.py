"""Once a week the grids are asked whether there is anything new; "无" is an answer, a report too."""

from datetime import datetime

import pytest

from handlers.dialogue import rounds
from handlers.effects import AnswerRound, Say
from handlers.lifecycle.timing.working_time import CHINA
from handlers.policy import Policy
from handlers.situation import Situation
from handlers.wording import week_of
from storage.tables.person import Person
from tests.decisions import told
from tests.decisions.county import AUNT_WANG, GRID, GUO, MONDAY, TOWN_DUTY
from tests.decisions.scene import a_world, said

ASKING = a_world(policy=Policy(asks_rounds=True))


def when_asked(words: str, by: Person = GUO) -> Situation:
    return said(words, by, ASKING)


@pytest.mark.parametrize("words", ["无", "本周没有新情况", "一切正常。"])
def test_nothing_new_is_noted_for_the_grid(words: str) -> None:
    effects = rounds.answered(when_asked(words)) or []
    assert told.one(effects, AnswerRound) == AnswerRound(GRID, week_of(MONDAY))
    assert "已经记上" in told.words(told.one(effects, Say))


def test_other_words_other_people_and_other_questions_are_no_answer() -> None:
    assert rounds.answered(when_asked("3号楼灯不亮")) is None
    assert rounds.answered(when_asked("无", TOWN_DUTY)) is None
    assert rounds.answered(when_asked("无", AUNT_WANG)) is None
    asked = when_asked("无")
    asked.conversation.question = {"kind": "finish_note"}
    assert rounds.answered(asked) is None


def test_where_the_county_does_not_ask_nothing_is_noted() -> None:
    assert rounds.answered(said("无", world=a_world())) is None


def test_a_round_is_that_of_the_week_in_which_it_was_asked() -> None:
    asked = datetime(2026, 4, 17, 8, 0, tzinfo=CHINA)  # a Friday
    for day in (17, 18, 20, 22):
        assert week_of(asked.replace(day=day)) == "2026-W16"
    assert week_of(asked.replace(day=24)) == "2026-W17"
