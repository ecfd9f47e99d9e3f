"""What goes from mouth to mouth: neighbours wonder whether it is so, and nobody says that it is."""

import re

from handlers.understanding.impression import Impression, Verdict
from handlers.understanding.reading import Intent

_HEARD_SAY = re.compile(
    r"听(?:说|人说|别人说)|据说|都在传|传开|传遍|疯传|到处传|都传|(?:满村|满街|到处|群里|人人)都?(?:在)?说|网传|传言|有人说|群里(?:都)?说|小道消息"
)
_IS_IT_SO = re.compile(
    r"真的?(?:假的?|吗|么|不)|是真是假|是不是真|有(?:没有)?这(?:回)?事|可靠不|准不准|真有"
)
# 都传开了 有开面包车的拐孩子 是真的不: a tale of robbers of children a person looks at, and nobody is alarmed.
_RUMOURED = frozenset({"missing_person", "violence"})
_SPREAD = re.compile(
    r"(?:都|在|疯|到处|有人|乱|瞎|又)传|传(?:开|遍|疯|得)|传言|谣|(?:朋友圈|群里|网上|满村|街上|好些人|好多人|到处|都)(?:都|在)?(?:说|转)"
)
_TRUE_OR_NOT = re.compile(
    r"真的?(?:假的?|吗|么|不|没|啊\?)|真假|是真是假|真有(?:这|其)|有(?:没有)?这(?:回)?事|可靠不|准不准|谁亲眼"
)


def hearsay(said: Impression) -> Verdict | None:
    """听说要涨物业费 真的假的: neighbours wonder; nobody says that it is so."""
    heard = said.heard
    if not said.is_group or said.is_alarm or heard.has("appeal", "plea", "still", "anger"):
        return None
    if _HEARD_SAY.search(heard.plain) and _IS_IT_SO.search(heard.plain):
        return Verdict(Intent.RUMOR, 0.8, "听来的话，没有证实")
    return None


def is_rumour(plain: str, leaf: str) -> bool:
    """True where it is asked whether a tale of robbers of children that goes round is true."""
    is_asked = leaf in _RUMOURED and _TRUE_OR_NOT.search(plain) is not None
    return is_asked and _SPREAD.search(plain) is not None
