"""What tells of nobody here is no report and no danger, whatever words it uses."""

import pytest

from handlers.understanding.model.linear import shipped_model
from handlers.understanding.musing import is_musing, is_news_from_afar
from handlers.understanding.normalise import normalise
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around
from handlers.understanding.tree import load_categories

READER = TextReader(load_categories(), (), shipped_model())


@pytest.mark.parametrize(
    "said",
    [
        "男人流血不流泪，女人流泪不留情",
        "爱情里谁先动了心谁先受伤",
        "@小王 @阿丽 @老周 @大刘 医院门口集合拍照",
        "开心一笑：一城管追小贩，小贩跑进了派出所",
    ],
)
def test_a_thought_or_a_story_is_no_report(said: str) -> None:
    assert is_musing(normalise(said).plain)
    reading = READER.read(said, Around())
    assert not reading.is_report
    assert reading.possible_danger is None


@pytest.mark.parametrize(
    "said",
    [
        "前男友堵在我家门口砸门",
        "隔壁男人又打女人了",
        "现任物业把楼道堵死了",
        "楼下有人喊救命 男人追着女人打",
    ],
)
def test_what_happens_to_somebody_here_is_none(said: str) -> None:
    assert not is_musing(normalise(said).plain)


def test_news_from_another_province_is_told_by_how_it_begins() -> None:
    afar = "7月3日，四川某某县一座桥被洪水冲垮"
    assert is_news_from_afar(normalise(afar).plain)
    assert not READER.read(afar, Around()).is_report
    assert not is_news_from_afar(normalise("7月3日起我们村口的桥就断了").plain)
