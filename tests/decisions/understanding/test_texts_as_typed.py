"""Cleaning, masking, and the promise that any text at all can be read."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.understanding.answers import read_survey_answer
from handlers.understanding.letters import SAME_LETTERS, SLIPS
from handlers.understanding.masking import mask
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.normalise import LONGEST, normalise
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Intent, PlaceName
from handlers.understanding.tree import load_categories

READER = TextReader(load_categories(), (PlaceName("3号楼", 1, "building"),), shipped_model())
GROUP = Around((1, 2), is_group=True)
PIECES = st.sampled_from(
    [
        "着火",
        "没有",
        "路灯",
        "不亮",
        "#00101",
        "咋样了",
        "+",
        "1",
        "谢谢",
        "3号楼",
        "万一",
        "电梯",
        "里面有人",
        "去年",
        "抖音",
        "、",
        "1.",
        "②",
        "[链接]",
        "😀",
        "\u202e",
        "\x00",
        "俺",
        "咋",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("下谁道反上来了", "下水道"), ("红录灯不亮", "红绿灯"), ("小防通到堵了", "消防通道")],
)
def test_long_words_are_known_by_their_sound(typed: str, meant: str) -> None:
    assert meant in normalise(typed).plain


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("消房通道又被车赌死了", "消防通道又被车堵死了"),
        ("着一天天嘞 咋半", "这一天天了 咋办"),
        ("俺家木有电", "我家没有电"),
        ("夜儿黑停典", "昨天黑停电"),
        ("３号楼", "3号楼"),
        ("漏\u200b水\0了\u202e", "漏水了"),
        ("路燈壞了", "路灯坏了"),
        ("A座", "a座"),
        ("啊啊啊啊啊啊啊", "啊啊啊"),
    ],
)
def test_what_is_typed_is_made_ordinary(typed: str, plain: str) -> None:
    assert normalise(typed).plain == plain


def test_the_speakers_own_words_are_kept() -> None:
    assert normalise("俺家停典了[捂脸]").clean == "俺家停典了"
    assert normalise("俺家停典了[捂脸]").emoticons == ("捂脸",)
    assert normalise("[微信红包]恭喜").clean == "[微信红包]恭喜"


def test_every_pair_of_letters_keeps_the_length() -> None:
    assert all(len(pair) == 2 for pair in SAME_LETTERS.split())
    assert all(len(slip.split(">")[0]) == len(slip.split(">")[1]) for slip in SLIPS.split())


@given(TEXTS)
def test_clean_and_plain_are_equally_long(text: str) -> None:
    normal = normalise(text)
    assert len(normal.clean) == len(normal.plain) <= LONGEST


@given(TEXTS, st.booleans(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_and_always_the_same_way(
    text: str, is_group: bool, is_staff: bool
) -> None:
    around = Around((1, 2), is_group=is_group, is_staff=is_staff)
    reading = READER.read(text, around)
    assert reading == READER.read(text, around)
    assert bool(reading.matters) == reading.is_report
    assert 0.0 <= reading.confidence <= 1.0
    assert all(0.0 <= matter.confidence <= 1.0 for matter in reading.matters)


@given(TEXTS)
@settings(deadline=None)
def test_any_text_may_answer_a_survey(text: str) -> None:
    answer = read_survey_answer(text)
    assert answer is None or answer.resolved in {None, 1, 2, 3}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\0",
        "😀😀😀",
        "\u202e\u202e",
        "。。。",
        "[捂脸]",
        "a" * 10_000,
        "路灯不亮" * 2_500,
        "\ud800",
    ],
)
def test_odd_texts_are_read(text: str) -> None:
    assert READER.read(text, GROUP).intent in set(Intent)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打13812345678找我", "打【电话】找我"),
        ("138-1234-5678", "【电话】"),
        ("+86 138 1234 5678", "【电话】"),
        ("１３８１２３４５６７８", "【电话】"),
        ("138\u200b12345678", "【电话】"),
        ("幺三八一二三四五六七八", "【电话】"),
        ("座机0375-5566777", "座机【电话】"),
        ("身份证41042519900101123X", "身份证【身份证号】"),
        ("卡号6222 0212 3456 7890 123", "卡号【银行卡号】"),
        ("白车豫D12345堵门", "白车【车牌】堵门"),
        ("豫D·A12345", "【车牌】"),
        ("微信号abc_12345", "微信号【账号】"),
        ("3号楼2单元501", "3号楼2单元501"),
        ("停电3天 电费120", "停电3天 电费120"),
        ("#00101", "#00101"),
        ("拨110或12345", "拨110或12345"),
    ],
)
def test_numbers_that_lead_to_a_person_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@given(st.text(alphabet=string.digits + "路灯豫A ", max_size=60))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)
