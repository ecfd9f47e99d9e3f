"""What an answer to the survey means."""

import pytest

from handlers.understanding.answers import (
    AnswerSource,
    names_the_rest,
    puts_off,
    read_survey_answer,
)


@pytest.mark.parametrize(
    ("text", "resolved", "satisfaction", "is_sure"),
    [
        ("1", 1, None, True),
        ("2", 2, None, True),
        ("3", 3, None, True),
        ("1 5", 1, 5, True),
        ("得劲得劲 水哗哗嘞 5分", 1, 5, True),
        ("修好了 给3星", 1, 3, True),
        ("1,4", 1, 4, True),
        ("3没解决", 3, 2, True),
        ("选2", 2, None, True),
        ("①", 1, None, True),
        ("5", None, 5, False),
        ("1 没解决", None, None, False),
        ("2 还差一截没修", 2, 2, True),
        ("中!", 1, 4, True),
        ("中!恁办得真快", 1, 5, True),
        ("弄好了", 1, 4, True),
        ("修好了 谢谢", 1, 4, True),
        ("撩咋咧", 1, 5, True),
        ("可得劲", 1, 5, True),
        ("非常满意", 1, 5, True),
        ("水来了 通了", 1, 4, True),
        ("还是老样子", 3, 2, True),
        ("白搭", 3, 2, True),
        ("越修越坏", 3, 2, True),
        ("没人来过", 3, 2, True),
        ("来过了 第二天又堵了", 3, 2, True),
        ("糊弄人 骗人的", 3, 1, True),
        ("木有", 3, 2, True),
        ("凑合", 2, 3, True),
        ("马马虎虎", 2, 3, True),
        ("好一点了 还差点", 2, 3, True),
        ("修是修好了 就是太慢", 1, None, True),
        ("修好了,但是很不满意", 1, 1, True),
        ("3 还是臭", 3, 2, True),
        ("管管吧 还是臭", 3, 2, True),
        ("好着哩,没麻达", 1, 4, True),
        ("弄好了 就是垃圾车来得太晚", 1, 4, True),
        ("亮是亮了 就是半夜老闪 你说这算修好没有", 2, 3, True),
        ("通了 不过还是有股味", 2, 3, True),
        ("反正没修利索 让他们再来一趟", 3, 2, True),
        ("很不满意", None, 1, False),
        ("真给力啊 修了跟没修一样", 3, 2, True),
        ("可真快 才等了半个月", None, None, False),
        ("谢谢哦", None, None, False),
        ("修好了吗?", None, None, False),
        ("还行吧", None, None, False),
        ("好的", None, None, False),
    ],
)
def test_an_answer_is_read(
    text: str, resolved: int | None, satisfaction: int | None, is_sure: bool
) -> None:
    answer = read_survey_answer(text)
    assert answer is not None
    assert (answer.resolved, answer.satisfaction) == (resolved, satisfaction)
    assert answer.is_sure is is_sure


@pytest.mark.parametrize("text", ["", "早上好", "今天菜价涨了", "3号楼井盖还有点响", "门开一条缝"])
def test_what_answers_nothing_is_no_answer(text: str) -> None:
    assert read_survey_answer(text) is None


@pytest.mark.parametrize("text", ["不用回访", "别再问了", "不想评价", "T", "退订"])
def test_who_wants_no_survey_is_left_in_peace(text: str) -> None:
    answer = read_survey_answer(text)
    assert answer is not None
    assert answer.is_declined


def test_the_words_are_kept_as_they_were_said() -> None:
    answer = read_survey_answer("1 俺觉着中")
    assert answer is not None
    assert answer.remark == "俺觉着中"
    assert answer.source is AnswerSource.FIGURE


def test_a_single_figure_is_kept_for_the_question_that_was_open() -> None:
    answer = read_survey_answer("2")
    assert answer is not None
    assert answer.figure == 2


@pytest.mark.parametrize(
    "words",
    [
        "亮是亮了 就是半夜自己又灭",
        "换是换了 西头那盏还是瞎嘞",
        "仨坑填了俩 剩门口那个没动",
        "通了 就二楼那户还堵着",
    ],
)
def test_the_rest_is_named_where_one_of_them_is_pointed_at(words: str) -> None:
    assert names_the_rest(words)


@pytest.mark.parametrize("words", ["凑合着吧", "差不多 就那样", "好一点了"])
def test_the_rest_is_not_named_by_how_it_is_on_the_whole(words: str) -> None:
    assert not names_the_rest(words)


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("嗯清走了 就是地上还有油", 2),
        ("大的坑填了 小的没填", 2),
        ("白天好了 晚上还吵", 2),
        ("来弄了 弄得不咋好", 2),
        ("味道小了点 没断根", 2),
        ("比以前强点", 2),
        ("路是修了 坑坑洼洼的", 2),
        ("垃圾拉了 桶还没换", 2),
        ("说是修好了 一下雨又淹", 3),
        ("没两天又坏了", 3),
        ("谁来修了 影都没见", 3),
        ("拍个照就走了", 3),
        ("回复说处理了 实际没动", 3),
        ("修完更堵了", 3),
        ("谁说的好了 假的", 3),
        ("没两天就解决了", 1),
        ("一打电话就来了 弄好了", 1),
        ("修好了 以前一下雨就淹 现在好了", 1),
        ("办好了 就是手续多跑了一趟", 1),
        ("不漏了 也没味了", 1),
        ("俺家暖气热乎了", 1),
        ("嫽扎咧", 1),
        ("收到工资了 一分不少", 1),
    ],
)
def test_what_is_left_came_back_or_never_was_is_heard_in_any_words(
    text: str, resolved: int
) -> None:
    answer = read_survey_answer(text)
    assert answer is not None
    assert answer.resolved == resolved


@pytest.mark.parametrize(
    "text", ["你们是哪个部门", "等我晚上回去看看", "还没顾上看呢", "我姐的事 你问她"]
)
def test_who_has_not_looked_yet_has_answered_nothing(text: str) -> None:
    answer = read_survey_answer(text)
    assert answer is None or answer.resolved is None or not answer.is_sure


@pytest.mark.parametrize("words", ["拉得一根毛都不剩 必须夸一个", "扫得干干净净 给师傅竖大拇指"])
def test_praise_for_how_clean_it_is_means_solved(words: str) -> None:
    answer = read_survey_answer(words)
    assert answer is not None
    assert (answer.resolved, answer.satisfaction, answer.is_sure) == (1, 5, True)


@pytest.mark.parametrize(
    ("shown", "resolved"),
    [("[强]", 1), ("👍👍", 1), ("[OK][强]", 1), ("[OK]", None), ("[弱]", None)],
)
def test_a_thumb_up_says_yes_and_other_pictures_are_asked_about(
    shown: str, resolved: int | None
) -> None:
    said = read_survey_answer(shown)
    assert said is not None
    assert said.resolved == resolved


@pytest.mark.parametrize(
    "words", ["修是修好了 不过拖了快一星期", "办是办了 就是等了半个月", "换是换了，可是时间太长"]
)
def test_what_was_only_slow_is_not_half_done(words: str) -> None:
    said = read_survey_answer(words)
    assert said is None or said.resolved != 2


@pytest.mark.parametrize("words", ["光打雷不下雨", "雷声大雨点小", "光说不练 一点行动都没见"])
def test_a_proverb_for_nothing_done_says_not_solved(words: str) -> None:
    said = read_survey_answer(words)
    assert said is not None
    assert said.resolved == 3


@pytest.mark.parametrize(
    "words", ["我在外地呢 等我晚上回去看看再说", "明天下班看看再回你", "还没去看呢"]
)
def test_who_looks_later_is_given_time(words: str) -> None:
    assert puts_off(words)


@pytest.mark.parametrize(
    "words", ["看了 干净了", "等了三天没人来", "晚上还是不亮", "回去一看还是老样子"]
)
def test_who_has_looked_or_waits_puts_nothing_off(words: str) -> None:
    assert not puts_off(words)


@pytest.mark.parametrize("words", ["来电是来电了 昨儿夜里又跳了两回", "好是好了 今儿早上又堵了"])
def test_what_came_back_in_the_night_is_not_solved(words: str) -> None:
    said = read_survey_answer(words)
    assert said is not None
    assert said.resolved == 3
