"""Whether what lies, fights or is gone is a beast and no person: 俺家羊躺地上抽抽, 俩狗打起来了."""

import re

from handlers.understanding.heard import Evidence, Heard

_BEAST = r"(?:狗|猫|鸡|鸭|鹅|羊|猪|牛(?!奶)|驴(?!友)|骡子|兔|鹦鹉|鸽|仓鼠|乌龟|金鱼)(?:子|们|崽|咪|娃|仔|羔)?"
_NEAR = re.compile(rf"{_BEAST}[^,。!? 咬顶踢撞拱扑追撵抓啃逮挠蹬的]{{0,4}}$")
# 走丢了两只鸡: what is gone is named behind the word.
_LOST = re.compile(rf"了?(?:一|俩|[两三四五六七八九十几\d]+)?[只头条匹口群]?{_BEAST}(?![倌贩娃])")
_FALLEN = re.compile(
    rf"{_BEAST}[^,。!?咬顶踢撞拱扑追撵抓啃逮挠蹬的]{{0,6}}(?:躺|倒|抽|死|吐|不吃|没气|喘|掉|栽|淹|不见|丢|没影|打起来|打架|撩)"
)
_SOMEBODY = re.compile(
    r"孩子|小孩|娃(?!娃鱼)|老人|老头|老太|爷|奶|爹|娘|妈|爸|媳妇|老公|闺女|儿子|有人|邻居|工人|司机|把(?:我|俺)|咬(?:了|住|着)?(?:我|俺|人)"
)
_TAKEN_FOR = frozenset({"violence", "medical_emergency", "missing_person", "drowning"})


def is_of_beast(heard: Heard, evidence: Evidence) -> bool:
    """True when the word that tells of a danger stands right behind a beast."""
    if evidence.leaf not in _TAKEN_FOR:
        return False
    before = heard.plain[max(0, evidence.start - 7) : evidence.start]
    if _NEAR.search(before) is not None:
        return True
    return evidence.is_plain and _LOST.match(heard.plain, evidence.end) is not None


def tells_of_beast(plain: str, leaf: str) -> bool:
    """True for what happened to a beast, where no person is named."""
    if leaf not in _TAKEN_FOR or _FALLEN.search(plain) is None:
        return False
    return _SOMEBODY.search(plain) is None
