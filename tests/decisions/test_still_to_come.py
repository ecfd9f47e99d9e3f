"""A case that is opened is written once, as the whole decision leaves it."""

from handlers.effects import ChangeCase, Effect, Judge, MoveCase
from handlers.performing.on_cases import still_to_come
from storage.codes import CaseState, Level, Move, Role


def test_the_last_word_on_a_column_is_what_is_written() -> None:
    effects: list[Effect] = [
        ChangeCase("case", {"owner_id": 7, "level": Level.GRID}),
        MoveCase(
            "case", Move.WHISTLE, CaseState.WHISTLED, Role.BOT, changes={"level": Level.TOWNSHIP}
        ),
        Judge("report", "case"),
    ]
    assert still_to_come(effects) == {
        "case": {"owner_id": 7, "level": Level.TOWNSHIP, "state": CaseState.WHISTLED}
    }


def test_a_child_is_written_apart_from_its_parent() -> None:
    effects = [ChangeCase("case", {"owner_id": 7}), ChangeCase("child0", {"owner_id": 8})]
    assert still_to_come(effects) == {"case": {"owner_id": 7}, "child0": {"owner_id": 8}}


def test_a_case_that_stands_already_is_not_written_this_way() -> None:
    assert still_to_come([ChangeCase(12, {"owner_id": 7})]) == {}
