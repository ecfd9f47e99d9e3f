"""What staff say about letters, in the exact words and in natural ones."""

import pytest

from handlers.dialogue.letter_words import LetterDo, is_bare_receipt, understand_letter
from storage.codes import LetterKind

D, K = LetterDo, LetterKind


@pytest.mark.parametrize(
    ("said", "do", "kind", "number"),
    [
        ("签发 督办单 3号", D.SIGN, K.SUPERVISION, 3),
        ("签发督办单第3号", D.SIGN, K.SUPERVISION, 3),
        ("同意签发督办单〔2026〕12号", D.SIGN, K.SUPERVISION, 12),
        ("督办单3号可以发", D.SIGN, K.SUPERVISION, 3),
        ("3号督办单签发", D.SIGN, K.SUPERVISION, 3),
        ("签发第十二号警示函", D.SIGN, K.WARNING, 12),
        ("同意发提示函2号", D.SIGN, K.REMINDER, 2),
        ("督办单3号不发", D.VOID, K.SUPERVISION, 3),
        ("作废提示函1号 昨天已经办好", D.VOID, K.REMINDER, 1),
        ("督办单3号先别发", D.VOID, K.SUPERVISION, 3),
        ("督办单3号已收到", D.RECEIVE, K.SUPERVISION, 3),
        ("已签收督办单3号", D.RECEIVE, K.SUPERVISION, 3),
        ("督办单3号收悉", D.RECEIVE, K.SUPERVISION, 3),
        ("督办单3号回执", D.RECEIVE, K.SUPERVISION, 3),
        ("督办单3号", D.SHOW, K.SUPERVISION, 3),
        ("督办单3号到哪一步了", D.SHOW, K.SUPERVISION, 3),
        ("签发督办单", D.SIGN, K.SUPERVISION, None),
        ("警示函已收到", D.RECEIVE, K.WARNING, None),
        ("函件台账", D.LIST, None, None),
        ("督办单还有哪些没签的，待签的督办单", D.LIST, None, None),
        ("拟警示函 城关街道 案件2 事故0 上访1", D.DRAFT, K.WARNING, None),
        ("给城管局发督办单 #1 原因：催了三次", D.DRAFT, K.SUPERVISION, None),
        ("督办 #12 群众催了三次", D.DRAFT, K.SUPERVISION, None),
        ("#12 请督办，群众催了三次", D.DRAFT, K.SUPERVISION, None),
        ("给住建局下一份提示函 #3 快到期了", D.DRAFT, K.REMINDER, None),
    ],
)
def test_an_order_about_a_letter_is_understood(
    said: str, do: LetterDo, kind: LetterKind | None, number: int | None
) -> None:
    order = understand_letter(said)
    assert order is not None
    assert (order.do, order.kind, order.number) == (do, kind, number)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("回复督办单3号：材料到了，明天换好", "材料到了，明天换好"),
        ("督办单3号回复：材料到了，明天换好", "材料到了，明天换好"),
        ("督办单3号：材料到了，明天换好", "材料到了，明天换好"),
        ("答复3号督办单 材料到了，明天换好", "材料到了，明天换好"),
        ("回复督办单:材料到了，明天换好", "材料到了，明天换好"),
    ],
)
def test_an_answer_keeps_its_words_as_they_were_written(said: str, words: str) -> None:
    order = understand_letter(said)
    assert order is not None
    assert (order.do, order.words) == (D.REPLY, words)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("督办 #12 群众催了三次", "群众催了三次"),
        ("给城管局发督办单 #1 原因：催了三次，没人来", "催了三次，没人来"),
        ("作废督办单1号 单位今天就修", "单位今天就修"),
    ],
)
def test_a_reason_is_what_stands_behind_the_order(said: str, words: str) -> None:
    order = understand_letter(said)
    assert order is not None
    assert order.words == words


@pytest.mark.parametrize(
    "said", ["正在督促施工队", "#12 办结 已换好灯", "收到，马上去", "3号楼的灯"]
)
def test_other_words_are_no_order_about_a_letter(said: str) -> None:
    assert understand_letter(said) is None


@pytest.mark.parametrize("said", ["收到", "已收到", "好的，收到", "收到了。", "签收"])
def test_a_bare_receipt_is_noticed(said: str) -> None:
    assert is_bare_receipt(said)
    assert not is_bare_receipt(f"{said}，这就派人去修")
