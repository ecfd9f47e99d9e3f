"""Thanks that nobody means: for what is done every night, or free of charge, to whoever must bear it."""

import re

_THANKS = re.compile(r"感谢|谢谢|多谢|多亏|致敬|表扬|点赞|夸夸|夸一夸")
_BURDEN = re.compile(
    r"免费(?:给|让|听|看|泡|洗|请|帮|桑拿|叫)|天天|每天|每晚|夜夜|半夜|一大早|凌晨|大清早|逼[着得]|害得|(?:让|叫|令)(?:我|咱|俺|大家)[^,。]{0,6}(?:睡不|失眠|醒|爬|绕|吃灰|憋|捂|戴口罩|练)"
    r"|不用(?:睡|闹钟|买)|睡不|省了|练[就出成]|体验|欣赏|享受|陪伴|伴我"
)
_HELPED = re.compile(
    r"修|扫|清[理运洁]|疏通|送[药菜饭货水]|帮[我助忙着]|守护|值[守班]|巡|执勤|服务|解决|加班|奋战|检|照顾|关心|慰问|辛苦|接送|教[我孩]|开门|守[着在]|来看|陪|网格员|民警|医生|护士|志愿者|老师|环卫|书记"
)
_AWARD = re.compile(
    r"(?:发|送|给|颁|赠|挂)[^,。!?]{0,8}(?:锦旗|奖状|奖杯|奖章|小?红花|勋章)|申请(?:吉尼斯|非遗)"
)
_LONGEST = 80


def is_mock_thanks(plain: str) -> bool:
    """True for 感谢广场舞队每天免费给我们放三个钟头: nobody was helped, and somebody must bear it."""
    if len(plain) > _LONGEST or _THANKS.search(plain) is None:
        return False
    return _BURDEN.search(plain) is not None and _HELPED.search(plain) is None


def is_award(plain: str) -> bool:
    """True for what proposes a prize (建议给物业发锦旗): praise or mockery, and no report."""
    return _AWARD.search(plain) is not None
