"""What the reader makes of sentences written for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from handlers.understanding.model.linear import shipped_model
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, PlaceName
from handlers.understanding.tree import load_categories

HERE = Path(__file__).parent
GROUP = Around((1,), is_group=True)
READER = TextReader(load_categories(), (), shipped_model())


def _said() -> Iterator[tuple[str, str, str]]:
    leaves = yaml.safe_load((HERE / "said.yaml").read_text(encoding="utf-8"))["leaves"]
    for leaf, sentences in leaves.items():
        for sentence in sentences:
            urgency, _, rest = sentence.partition(" ")
            if urgency in {"U0", "U1", "U2", "U3"}:
                yield leaf, rest, urgency
            else:
                yield leaf, sentence, ""


def _talk() -> Iterator[tuple[str, str]]:
    talk = yaml.safe_load((HERE / "talk.yaml").read_text(encoding="utf-8"))
    for intent, sentences in talk.items():
        for sentence in sentences:
            yield intent, sentence


@pytest.mark.parametrize(("leaf", "sentence", "urgency"), list(_said()))
def test_a_report_is_read_as_its_leaf(leaf: str, sentence: str, urgency: str) -> None:
    reading = READER.read(sentence, GROUP)
    assert [matter.leaf for matter in reading.matters][:1] == [leaf]
    assert not reading.is_unsure
    if urgency:
        assert reading.matters[0].urgency.value == urgency


@pytest.mark.parametrize(("intent", "sentence"), list(_talk()))
def test_talk_opens_no_case(intent: str, sentence: str) -> None:
    reading = READER.read(sentence, GROUP)
    assert reading.intent.value == intent
    assert reading.matters == ()


def test_every_leaf_has_sentences() -> None:
    assert {leaf for leaf, _, _ in _said()} == set(load_categories().leaves)


def test_in_a_list_everything_is_where_the_letter_says() -> None:
    names = (
        PlaceName("阳光花园小区", 2, "compound"),
        PlaceName("3号楼", 1, "building"),
        PlaceName("3号楼", 2, "building"),
    )
    reader = TextReader(load_categories(), names, shipped_model())
    said = "本人系阳光花园小区业主，反映：一、地下车库长期积水；二、3号楼电梯停运；三、物业乱涨停车费。"
    alone = Around((1,), is_to_bot=True)
    places = [matter.place for matter in reader.read(said, alone).matters]
    assert [place.region_id for place in places] == [2, 2, 2]
    assert "3号楼" in [place.text for place in places]


def test_one_to_one_a_place_is_heard_beside_words_that_report_nothing() -> None:
    names = (PlaceName("东关家属院", 7, "小区"),)
    reader = TextReader(load_categories(), names, shipped_model())
    place = reader.read("屋里就我一个 东关家属院4号楼1单元2楼", Around(is_to_bot=True)).place
    assert (place.region_id, place.is_specific) == (7, True)
