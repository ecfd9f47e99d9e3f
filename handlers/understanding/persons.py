"""Names of people in a text, hidden where the text leaves the private record."""

import re

SOMEBODY = "某人"
_SURNAMES = (
    "王李张刘陈杨赵黄吴徐孙朱胡高郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢"
    "姜崔钟谭陆汪范廖石贾韦付夏邱侯邹熊孟秦薛闫段雷龙史贺顾毛郝龚邵万钱严覃武戴莫孔汤"
)
_TITLES = (
    "大妈|大爷|大娘|大叔|大姐|大哥|大嫂|奶奶|爷爷|阿姨|叔|婶|姨|嫂|老师|医生|大夫|护士|主任|书记|支书|局长|所长|镇长|村长|县长"
    "|队长|组长|经理|老板|师傅|校长|院长|科长|律师|女士|先生"
)
_NAMES = re.compile(
    rf"(?:名叫|叫做|叫|姓名[:\uff1a是]?|我是|本人)\s*[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff]?(?:的人|什么))"
    rf"|[{_SURNAMES}](?:(?![的谢])[\u4e00-\u9fff]){{0,2}}(?<!谢)(?:{_TITLES})"
    rf"|[老小][{_SURNAMES}](?=家|他|她|的|说|[,\uff0c。]|\s|$)"
    rf"|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=家(?:里|的|养|门|那|大|小|盖|占|把|又|天天)|欠|打人|骂人|这个人|这人)"
    rf"|[{_SURNAMES}]某某?"
)


def hide_people(text: str) -> str:
    """The text with "某人" for whoever is named: by title, by "叫…", by what they are said to do.

    It hides rather too much than too little; a bare name in the middle of a sentence may stay.
    """
    return _NAMES.sub(SOMEBODY, text)
