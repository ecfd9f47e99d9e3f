"""Words that farewells are made of: of these less must be felt before a person looks or asks."""

import re

from handlers.understanding.feeling import Feeling

FAREWELL_TELLS = 1.5  # nats
_WORDS = re.compile(
    r"再见|别怪我|永别|告别|别了|(?:先|就|早点?|安静地|悄悄地?)走|离开|不在了|空了|拖累|累赘|轻松|解脱|了断|了结|没意思|没啥(?:意思|劲|牵挂|盼头)|有啥(?:劲|意思|盼头)|活|死|农药|安眠药|绳子|楼顶|天台|跳下|保重|勿念"
    r"|别找|不用找|托付|对不起|对不住|下辈子|来世|来生|烧点?纸|坟|去吧|都没了|也没了|(?<![清拉运抓拖挪搬移开牵撵赶偷抢拿带])走了|熬|撑不|最后一[次天条面]|遗|这些年|一了|醒(?:来|不)|没有?人(?:需要|在乎|要)我|多余"
)


# 有小婴儿 麻烦快点, 以后再也不敢反映了: whoever waits for help, or gives up asking for it
_HURRIES = re.compile(
    r"(?:麻烦|请|求|能不能|能|可以|帮忙)?[^,。]{0,4}(?:快(?:点|些|一点)|尽快|抓紧|赶紧|早点|及时)(?:来|修|弄|办|处理|解决|派|看|安排|给)?"
)
_GIVES_UP = re.compile(
    r"(?:再也|以后|今后|往后|下次|都|也)?(?:不敢|不想|不会|不愿意?|懒得|没法)(?:再)?(?:跟(?:你|恁)们?)?(?:反映|投诉|举报|上报|报(?!复|警)|找(?:你|恁)们?|管闲事|多嘴|相信(?:你|恁)们?)"
)
_BRIEF = 20  # letters


def tells_farewell(plain: str) -> bool:
    """True where a word stands that farewells are made of."""
    return _WORDS.search(plain) is not None


def is_no_farewell(plain: str) -> bool:
    """True for a few words that ask to be quick, or say that nothing will be reported any more."""
    if len(plain) > _BRIEF or tells_farewell(plain):
        return False
    return _HURRIES.search(plain) is not None or _GIVES_UP.search(plain) is not None


def with_farewell(found: Feeling, plain: str) -> Feeling:
    """More is found for not wanting to live where the words are those of a farewell."""
    if found.leaf != "suicide_risk" or not tells_farewell(plain):
        return found
    return found._replace(nats=found.nats + FAREWELL_TELLS)
