"""A vote tips the reader's balance where it hangs; it never overrules, alarms or drops."""

import pytest

from handlers.intake.votes import parse, weigh
from handlers.understanding.reading import Intent, Matter, Reading
from storage.codes import Urgency
from tests.decisions.scene import WORLD

CATEGORIES = WORLD.categories
SURE = 0.6
OTHERS = (("streetlight", 0.3), ("noise", 0.2))


def unsure(
    confidence: float = 0.4,
    leaf: str = "manhole",
    others: tuple[tuple[str, float], ...] = OTHERS,
    **more: object,
) -> Reading:
    matter = Matter(leaf, confidence, Urgency.U1, "那个东西", others=others, reasons=("“东西”",))
    given: dict[str, object] = {"is_unsure": confidence < 0.5} | more
    return Reading(Intent.REPORT, 0.7, (matter,), **given)  # type: ignore[arg-type]


def voted(reading: Reading, leaf: object) -> Reading:
    return weigh(reading, parse({"leaf": leaf, "is_report": True}, CATEGORIES), CATEGORIES, SURE)


def test_a_vote_for_the_readers_first_thought_makes_it_sure_enough() -> None:
    reading = voted(unsure(), "manhole")
    assert (reading.matters[0].leaf, reading.matters[0].confidence) == ("manhole", SURE)
    assert not reading.is_unsure
    assert reading.matters[0].reasons == ("“东西”", "语言模型也认为是【井盖破损】")


def test_a_vote_for_another_thought_of_the_readers_puts_it_first() -> None:
    lead = voted(unsure(), "streetlight").matters[0]
    assert (lead.leaf, lead.urgency) == ("streetlight", Urgency.U2)
    assert lead.others == (("noise", 0.2),)


def test_a_vote_for_what_the_reader_never_thought_of_is_nothing() -> None:
    assert voted(unsure(), "garbage") == unsure()


def test_where_the_reader_thought_of_nothing_else_it_is_only_a_guess_to_ask_about() -> None:
    reading = voted(unsure(others=()), "garbage")
    assert reading.matters[0].leaf == "garbage"
    assert reading.matters[0].confidence == 0.4
    assert reading.is_unsure


@pytest.mark.parametrize(
    "leaf", ["gas_leak", "domestic_violence", "official_conduct", "no_such_leaf", None, 7]
)
def test_no_vote_makes_an_emergency_or_a_secret(leaf: object) -> None:
    assert voted(unsure(others=(("gas_leak", 0.3), ("official_conduct", 0.2))), leaf) == unsure(
        others=(("gas_leak", 0.3), ("official_conduct", 0.2))
    )


def test_what_is_sure_needs_no_vote() -> None:
    assert voted(unsure(0.7), "streetlight") == unsure(0.7)


def test_what_is_private_is_not_moved_by_a_vote() -> None:
    secret = unsure(leaf="child_protection")
    assert voted(secret, "streetlight") == secret


def test_what_is_no_report_becomes_none_by_a_vote() -> None:
    chat = Reading(Intent.CHIT_CHAT, 0.9)
    assert voted(chat, "streetlight") == chat


@pytest.mark.parametrize("said", [None, "路灯", [], {}, {"leaf": ["x"]}, {"leaf": {"a": 1}}])
def test_anything_can_be_parsed_and_unknown_things_are_no_vote(said: object) -> None:
    assert parse(said, CATEGORIES) == {"leaf": None, "is_report": True}
