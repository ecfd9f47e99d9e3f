"""What staff say about a consult, in the exact word and in natural wording."""

import pytest

from handlers.dialogue.consult_words import ConsultDo, understand_consult


@pytest.mark.parametrize(
    ("words", "do"),
    [
        ("求助会商", ConsultDo.CALL),
        ("#00012 会商 城管局 住建局 明天下午3点", ConsultDo.CALL),
        ("这事几家扯皮,建议会商", ConsultDo.CALL),
        ("请组织一次会商", ConsultDo.CALL),
        ("叫各家坐下来商量商量", ConsultDo.CALL),
        ("会商改到后天上午十点", ConsultDo.CALL),
        ("结论 1 由住建局三天内修好", ConsultDo.CONCLUDE),
        ("结论：由住建局三天内修好", ConsultDo.CONCLUDE),
        ("第二项:城管局月底前补种", ConsultDo.CONCLUDE),
        ("诉求3 燃气公司一周内铺管", ConsultDo.CONCLUDE),
        ("加议题 围墙谁来修", ConsultDo.AGENDA),
        ("再加一个议题：停车费的事", ConsultDo.AGENDA),
        ("签发纪要", ConsultDo.SIGN),
        ("纪要就这样,发吧", ConsultDo.SIGN),
        ("同意会商纪要", ConsultDo.SIGN),
        ("会商开完了", ConsultDo.SIGN),
    ],
)
def test_a_consult_is_spoken_of_in_any_wording(words: str, do: ConsultDo) -> None:
    order = understand_consult(words)
    assert order is not None
    assert order.do is do


@pytest.mark.parametrize(
    "words", ["报到", "第一次来,路不熟", "进展 已和物业商量好", "办结 换好了新灯头"]
)
def test_other_talk_is_no_order_about_a_consult(words: str) -> None:
    assert understand_consult(words) is None


def test_a_conclusion_tells_its_item_its_words_and_whether_it_is_public() -> None:
    order = understand_consult("#00012 结论2：由城管局三天内补种，不公开")
    assert order is not None
    assert (order.position, order.is_public) == (2, False)
    assert order.words.startswith("由城管局")
    bare = understand_consult("结论 由城管局三天内补种")
    assert bare is not None
    assert (bare.position, bare.is_public) == (None, None)
