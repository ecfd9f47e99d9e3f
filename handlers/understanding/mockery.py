"""Thanks and praise that nobody means: for what is done every night to whoever must bear it, or for the absurd."""

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
_PRAISE = re.compile(
    r"点(?:个|一个)?赞|夸(?:夸|一夸|一下)?|贴心|周到|体贴|真(?:好|棒|行|中|绝|高|神|妙|细心|科学|讲究|大方|敬业|会(?:省|想|过日子|安排|照顾|疼人))|(?:太|真|可)(?:科学|人性化|智能|先进|有才|良心|环保|热情)"
    r"|良心|有心了|感动|感激|谢谢(?:哦|了您|啊您)|服务(?:真|可|太)?(?:好|到位|周到)|高科技|人性化|浪漫|厚道|大手笔|不愧是"
)
_ABSURD = re.compile(
    r"怕(?:我|咱|你)(?:们|家)?[^,。!?]{1,12}[ ,](?:直接|就|特意|专门|还|给|天天)|直接(?:给)?(?:放|上|送|改|成)(?!假|奖)"
    r"|[得能](?:飞|跑着|蹦|游|爬|跳)(?:着)?(?:过[去来]?|回)|绿灯.{0,4}秒.{0,6}红灯.{0,4}分|练(?:胆|轻功|车技|百米|跳远|憋气|眼力|摸黑|臂力|铁人)"
    r"|忆苦思甜|荒野求生|捉迷藏|与世隔绝|成(?:了)?(?:军装|泥人|泥猴|煤球|包公|花脸|落汤鸡|迷彩|盲盒|开盲盒|鱼塘|游泳池|蹦床|滑梯|迷宫|考古)"
    r"|学(?:会)?(?:游泳|划船|轻功|摸黑)|开盲盒|拆盲盒|听(?:交响乐|音乐会|演唱会)|催眠曲|叫醒服务|免费(?:叫|闹钟|桑拿|蹦迪|按摩|泡|洗|听)|赏月|数星星|烛光晚餐"
    r"|(?:闻|品)(?:香|着香)|提神醒脑|荡秋千|坐(?:过山车|摇摇车|船)|过山车|蹦迪|赛龙舟|划龙舟|撑船|摆渡|钓鱼|抓鱼|省得我们?(?:洗|睡|出门)"
    r"|舍不得(?:拉|修|扫|清|关|开|换|管)|给(?:苍蝇|老鼠|蚊子|耗子|野狗)[^,。]{0,3}(?:安家|开会|过年|当家|住|养老)|留着(?:给|过年|下崽|观赏|展览)|欢迎(?:参观|打卡)"
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


def is_ironic(plain: str) -> bool:
    """True for 自来水公司真贴心 怕咱喝茶没味儿 直接给放黄泥汤: nobody would praise that."""
    return _PRAISE.search(plain) is not None and _ABSURD.search(plain) is not None
