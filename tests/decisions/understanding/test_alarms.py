"""Lives in danger: told in whatever words, and not alarmed by talk of other things."""

from collections.abc import Mapping

import pytest

from bot.training.corpus import FOLDER
from bot.training.rows import read_rows
from handlers.understanding.feeling import Feeling, is_over, of_kinds
from handlers.understanding.heard import listen
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.normalise import normalise
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Cue, Intent
from handlers.understanding.tree import load_categories

CATEGORIES = load_categories()
READER = TextReader(CATEGORIES, (), shipped_model())
GROUP = Around(is_group=True)
TOLD = [row for row in read_rows(FOLDER / "emergencies.tsv").rows if row.label != "elevator_fault"]


def _alarm(said: str) -> str | None:
    matter = READER.read(said, GROUP).emergency
    return matter.leaf if matter else None


@pytest.mark.parametrize(
    "said",
    [
        "我和奶奶在货梯里出不来 灯都灭了",
        "俺老伴搁那电梯里头 门不开",
        "电梯停在半中间 里面有个孕妇",
        "听见有人在敲电梯井的门 里面是不是有人 一直喊救命",
        "电梯门把娃的手夹住了",
    ],
)
def test_somebody_in_a_lift_that_stands_still_is_an_alarm(said: str) -> None:
    assert _alarm(said) == "elevator_fault"


@pytest.mark.parametrize(
    "said",
    [
        "在电梯口等着搬家具 半天不开门",
        "电梯停在三楼不动 里面没人",
        "去年俺困电梯里一回 现在都走楼梯",
        "手机在电梯里没信号",
    ],
)
def test_a_lift_with_nobody_in_danger_is_none(said: str) -> None:
    assert _alarm(said) is None


@pytest.mark.parametrize(
    "said",
    ["家里老人走丢过\n现在没事", "我爸去年走丢过 现在戴着手环 没事", "去年家里着过火 现在好了"],
)
def test_what_is_said_of_now_may_only_tell_that_it_is_over(said: str) -> None:
    assert _alarm(said) is None


def test_what_was_once_and_is_again_is_an_alarm() -> None:
    assert _alarm("去年着过火 现在又着火了 快来人") == "fire"


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("我正做饭，气罐的接头，滋滋响，关不住", "gas_leak"),
        ("我女儿，五岁，红裙子，一转身，人不见了", "missing_person"),
        ("楼下几个人，抡着板凳，打一个小伙子", "violence"),
    ],
)
def test_who_is_frightened_may_put_stops_anywhere(said: str, leaf: str) -> None:
    assert _alarm(said) == leaf


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("游戏里我把他烧死了 哈哈", Intent.JOKE),
        ("这车里跟着火一样 烫手", Intent.JOKE),
        ("我年轻时候出过车祸 那回车翻了", Intent.PAST_STORY),
        ("请问楼上起火烧到我家 谁来承担责任", Intent.HYPOTHETICAL),
    ],
)
def test_play_pictures_old_stories_and_questions_of_law_do_not_alarm(
    said: str, intent: Intent
) -> None:
    assert READER.read(said, GROUP).intent is intent


@pytest.mark.parametrize(
    "said",
    ["今天加班加到吐血", "推了两站路 腿断了的感觉", "辣条太辣了 嘴里要喷火", "手机掉水里了 咋整"],
)
def test_what_is_overdone_or_befell_a_thing_does_not_alarm(said: str) -> None:
    assert _alarm(said) is None


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("我家孩子不见了 6岁 游乐场那 一转眼就没影了", "missing_person"),
        ("他说我要是敢离就把我跟娃一块弄死", "domestic_violence"),
        ("换罐没拧严 气呲得跟哨子似的", "gas_leak"),
        ("咳到吐血了 快来人", "medical_emergency"),
        ("娃把老鼠药当糖吃了", "medical_emergency"),
        ("恁都睡了吧 俺也不打扰了 娃们大了俺也没啥用了", "suicide_risk"),
        ("河边洗衣裳的婶子一头栽河里了", "drowning"),
    ],
)
def test_a_threat_a_likened_sound_and_a_place_to_play_are_taken_for_what_they_are(
    said: str, leaf: str
) -> None:
    assert _alarm(said) == leaf


def test_an_old_story_that_goes_on_today_alarms() -> None:
    assert _alarm("那年着过火的老仓库今晚又着火了 快来人") == "fire"


@pytest.mark.parametrize("said", ["哈哈 真不想活了", "开玩笑的 我就是想死", "笑死 不如死了算了"])
def test_not_wanting_to_live_is_looked_at_even_in_jest(said: str) -> None:
    assert _alarm(said) == "suicide_risk"


def _felt(said: str, told: float, scores: Mapping[str, float]) -> Feeling:
    heard = listen(normalise(said), Lexicon(CATEGORIES))
    found = of_kinds(told, {leaf: one for leaf, one in scores.items() if leaf in CATEGORIES.alarms})
    assert found is not None
    return found.beside(heard)


def test_a_model_feels_the_likeliest_danger_and_more_of_it_the_surer_it_is() -> None:
    said = "他坐那儿脸色不对"
    sure = _felt(said, 1.0, {"medical_emergency": 0.6, "suicide_risk": 0.25, "noise": 0.15})
    unsure = _felt(said, 1.0, {"medical_emergency": 0.3, "suicide_risk": 0.15, "noise": 0.55})
    assert (sure.leaf, unsure.leaf) == ("medical_emergency", "medical_emergency")
    assert sure.nats > 1.0 > unsure.nats


def test_a_danger_of_no_kind_is_felt_less() -> None:
    of_any_kind = _felt("他坐那儿脸色不对", 6.0, {"fire": 0.1, "noise": 0.9})
    assert of_any_kind.nats < _felt("他坐那儿脸色不对", 6.0, {"fire": 0.9, "noise": 0.1}).nats - 2


def test_no_leaf_of_danger_no_danger() -> None:
    assert of_kinds(6.0, {}) is None


def test_what_the_words_speak_against_is_felt_less() -> None:
    barred, plain = (
        _felt(f"{said}垂下来快碰到头", 6.0, {"live_wire": 0.9}) for said in ("光缆", "电线")
    )
    assert barred.nats < plain.nats


def test_what_is_told_as_over_alarms_nobody() -> None:
    lexicon = Lexicon(CATEGORIES)
    assert is_over(listen(normalise("虚惊一场 人没事"), lexicon))
    assert not is_over(listen(normalise("虚惊一场 人没事 又来了 快来人"), lexicon))
    scores = {"medical_emergency": 0.9}
    over, lasting = (_felt(said, 6.0, scores) for said in ("虚惊一场 人没事", "他坐那儿脸色不对"))
    assert over.nats < lasting.nats


def test_parents_who_are_away_do_not_make_a_childs_words_news_from_elsewhere() -> None:
    said = "我上四年级 爸妈都去广东了 邻居叔叔老抱我 还摸我 我不喜欢"
    reading = READER.read(said, Around(is_to_bot=True))
    assert [matter.leaf for matter in reading.matters] == ["child_protection"]
    assert reading.possible_danger is None


def test_who_is_about_to_go_into_the_water_is_heard() -> None:
    assert Cue.RISKY_ACT in READER.read("俺下去摸摸", GROUP).cues
