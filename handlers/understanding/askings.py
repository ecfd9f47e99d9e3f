"""What staff ask for in words of their own: their work of the day, how things stand, nothing new."""

import re

_SUMMARY = re.compile(
    r"(?:今[日天]|早上|傍晚|目前|现在|整体|总体)?(?:的)?(?:工作)?(?:汇总|小结|日报|简报)(?:一下|呢|发我|发一下|发来|看看|来一份)?"
    r"|(?:看看?|发|来|要|给我|出)(?:一?下|一份|份|个)?(?:今[日天])?(?:的)?(?:汇总|日报|简报|小结)"
    r"|(?:今[日天]|目前|现在|整体|总体)(?:的)?(?:整体|总体|办件|工作)(?:情况|咋样|怎么样|啥情况)"
    r"|(?:今[日天])(?:办得|办的|干得)?(?:咋样|怎么样)|(?:给|来|发)(?:我)?(?:一?个|份|一下)(?:日报|汇总|简报|小结)"
    r"|(?:今[日天])?(?:一共|总共|共)?(?:办了|有|收了|接了)?(?:多少|几)件(?:了)?"
)
_WORK = re.compile(
    r"(?:今[天日儿]|俺|我|手头|手上|眼下|现在)?(?:今[天日儿])?(?:都|还)?有(?:啥|什么|哪些|几件|多少)"
    r"(?:活儿?|任务|事儿?|件|要(?:办|干|做)的)?(?:要(?:办|干|做)|没(?:有)?(?:办|干|做|弄|处理)(?:的|完|好)?)?"
    r"|(?:今[天日儿])(?:干|办|做)(?:啥|什么|哪些)(?:活|事)?|(?:我的|今[天日儿]的)(?:活|任务|事)(?:呢|有哪些)?"
)
_NOTHING = re.compile(
    r"(?:本周|这周|这一?星期|我们?(?:格|网格|这边|村)?|俺们?(?:格|这|村)?|网格)?(?:里|内)?(?:都|一切|情况)?"
    r"(?:无|没有|没啥|没|正常|平安)(?:新增|新情况|新的?|情况|事儿?|异常|问题|变化|啥事|啥情况|了)?(?:的|啦|哈)?"
)
_MARKS = re.compile("[\\s,.!?~\u3002\uff0c\uff01\uff1f\uff1a:;]+")


_OPENS = re.compile(
    r"(?:你好|您好|在吗|在不在|有人吗|请问|那个|同志|师傅|叔叔|阿姨|老师|姐姐?|哥哥?|大家|各位|好|我们?|俺们?|咱|这(?:儿|里|边)?|也|想要?|要|来|得|能不能|能|可不可以|可以|有|跟|向|给|找|对"
    r"|你们?|您|恁|反[映应]|说说?|讲讲?|问问?|咨询|报告?|上报|汇报|打听|投诉|举报|求助|麻烦|请教|一下|一?[个点件些下]|几[个件]|儿|事情?|情况|问题"
    r"|[小急大]|上面|上头|家里?的?|屋里的?|别人的?|私(?:人|下)?的?|单位的?|村里的?|话|行|中|吗|不|么|吧|呗|啊|呀|哈|的)+"
)
_ABOUT_SOMETHING = re.compile(
    r"反[映应]|说|讲|问(?!题)|咨询|报|打听|投诉|举报|求助|麻烦|请教|[个点件]事|急事|事情"
)
_WHO_ARE_YOU = re.compile(
    r"(?:你|您|恁|这|那边|对面|哨到)(?:到底|究竟)?是(?:不是)?(?:个|一个)?(?:谁|哪位|啥人?|什么|人|真人|活人|机器人?|电脑|人工智能|客服|ai|哪里的|哪儿的|哪个单位|弄啥|干啥|干什么|做什么)"
    r"|(?:你|您|恁)(?:叫|姓)(?:啥|什么|个啥)|(?:你|您|恁)?(?:能不能|能|会不会|会)?听(?:得|不|的)?(?:懂|来|明白)[^,，。]{0,6}话"
    r"|(?:你|您|恁)(?:都|还)?(?:能|会)(?:干|做|弄|帮)[^,，。]{0,4}(?:啥|什么|哪些)"
)
_OPENING_AT_MOST = 18  # letters
_INTRODUCES_AT_MOST = 28


_SAYS_WHO = re.compile(
    r"(?:领导|同志|师傅|闺女|姑娘|小伙子?|大姐|大哥|老师|[你您恁]们?好|好|喂|在吗|在不在|有人吗)*(?:我|俺)们?(?:就)?(?:是|住在?|家在|家住|家是|来自)[^吗么谁啥什不没]{1,12}?"
    r"(?:村|组|队|小区|社区|花园|苑|院|楼|栋|座|单元|街道?|巷|路|镇|乡|城|庄|寨|营|屯|湾|沟|坡|家园|公寓)(?:这边|那边|这里|里)?(?:的)?(?:业主|居民|村民|住户|租户|人|老百姓|群众|[老小][\u4e00-\u9fff]|[\u4e00-\u9fff](?:大爷|大妈|大娘|奶奶|婶|叔|嫂|姨|姐|哥))?"
    r"(?:今年)?(?:[一二三四五六七八九十\d]{1,4}岁?(?:了|啦)?)?"
)

_OF_IT = re.compile(
    r"(?:的事儿?|那(?:个|件)?事儿?|这(?:个|件)?事儿?|的问题|反映的|报的[^,。!? ]{0,4})[^,。!? ]{0,4}(?:到哪|咋样|怎么样|办到|弄到|处理|有人管|有没有人|啥进展|有信|有结果|哪一步|有(?:没有)?(?:进展|消息|回音|下文))"
)


def says_who_they_are(text: str) -> bool:
    """True of 领导恁好 俺是石桥村5组的: who speaks and where from, and nothing told yet."""
    bare = _bare(text)
    return len(bare) <= _INTRODUCES_AT_MOST and _SAYS_WHO.fullmatch(bare) is not None


def opens_a_talk(text: str) -> bool:
    """True of "我想反映个事", "有个事想说": a matter is announced, and nothing told of it yet."""
    bare = _bare(text)
    if len(bare) > _OPENING_AT_MOST or _ABOUT_SOMETHING.search(bare) is None:
        return False
    return _OPENS.fullmatch(bare) is not None


def asks_who_you_are(text: str) -> bool:
    """True of "你是机器人不", "你听得懂河南话吗": who answers, and what can one say to it."""
    bare = _MARKS.sub("", text)
    return len(bare) <= _OPENING_AT_MOST and _WHO_ARE_YOU.search(bare) is not None


def asks_summary(text: str) -> bool:
    """True of "今日汇总", "发份日报": how do things stand."""
    return _SUMMARY.fullmatch(_bare(text)) is not None


def asks_work(text: str) -> bool:
    """True of "今天有啥活", "手上还有几件": what waits for me."""
    return _WORK.fullmatch(_bare(text)) is not None


def says_nothing_new(text: str) -> bool:
    """True of "无", "本周没有新情况", "一切正常": an answer to the weekly question."""
    return _NOTHING.fullmatch(_bare(text)) is not None


def _bare(text: str) -> str:
    return _MARKS.sub("", text).removesuffix("吗").removesuffix("呀").removesuffix("啊")


def speaks_of_one_matter(plain: str) -> bool:
    """True of 暖气的事到哪一步了: how it is told beside that does not make it a new matter."""
    return _OF_IT.search(plain) is not None
