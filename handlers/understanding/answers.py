"""An answer to the survey (回访), in figures or in free words; satisfied is never guessed."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from handlers.understanding.leftovers import is_as_before, is_in_part
from handlers.understanding.normalise import Normal, normalise


class AnswerSource(StrEnum):
    """How the answer was given."""

    FIGURE = "figure"
    WORDS = "words"


@dataclass(frozen=True)
class SurveyAnswer:
    """What an answer says: 1 solved, 2 partly, 3 not; 1..5 how satisfied; None what it leaves open."""

    resolved: int | None = None
    satisfaction: int | None = None
    source: AnswerSource = AnswerSource.WORDS
    is_sure: bool = False  # False: ask once more, then by telephone
    remark: str = ""  # the speaker's own words beyond the figures
    is_declined: bool = False  # wants no survey
    figure: int | None = None  # the only figure given, for whichever question was open


_FIGURES = re.compile(
    r"^\W*(?:选|回|回复|答|我选|打)?\W{0,2}([1-5①②③④⑤]|[一二三](?=\W|$))"
    r"(?:\s*[、,。.\s和+:/]*\s*([1-5①②③④⑤]))?(?:分|星|号|项|吧|哈|了)?(?![\d号楼组单月年天个盏户处])"
)
_VALUE = {
    **{str(n): n for n in range(1, 6)},
    **dict(zip("①②③④⑤", range(1, 6), strict=True)),
    "一": 1,
    "二": 2,
    "三": 3,
}
_ONLY_FIGURES = re.compile(r"^[\W\d①②③④⑤一二三选回复答我打分星号项吧哈了]*$")

_KIND = re.compile(
    r"^(?:谢谢|感谢|多谢|辛苦|麻烦|好的?|嗯+|您好|你好|师傅|同志|恁|你们?|您|了|啦|哈|啊|\W)+$"
)
_THUMBS_UP = re.compile(r"强|赞|鼓掌|加油|👍|👏|💯|💪")
_THUMBS_DOWN = re.compile(r"弱|差劲|怒|鄙视|吐|👎|😡|😠|🤮|💩")
_STARS = re.compile(r"(?<![\d.])([1-5])\s?(?:分|颗?星)(?!钟|之|期|米|厘)")

_MARKS = " ,。!;:.、"
_DECLINED = re.compile(
    r"(?:不用|不要|别|不想|不需要|甭|无需|拒绝)(?:再|给我|你们)?(?:回访|评价|打分|评|问|打扰|发)|^td$|^t$|^退订$"
)
_VERY_BAD = re.compile(
    r"(?:很|非常|极|极其|十分|太|特别|相当)不满意|差评|一星|太差|气死|骗人|胡说|弄虚作假|睁眼说瞎话|最差"
    r"|(?:真|太|就是)垃圾(?![车桶箱站堆房池点])|垃圾(?:单位|部门|服务)|^垃圾\W*$"
)
_UNSATISFIED = re.compile(
    r"不满意|不得劲|不咋地|不咋样|不怎么样|态度差|态度不好|太慢|拖了|拖拉|敷衍|应付"
)
_UNSOLVED = re.compile(
    r"(?:没|没有|未|木|并没|根本没|压根没|还没|没能|从来没)(?:给我|给|人|得到|能|有人)?(?:解决|修好|修|弄好|弄|办好|办|处理|通|亮|好|来过|来人|来|人来|人管|管|动静|变化|效果|用|恢复|见人|见着人|改|清|拉走|补)"
    r"|老样子|白搭|糊弄|忽悠|越修越|越弄越|跟没修|等于没|和没修|跟以前一样|跟原来一样|还是那样|还那样|还是不|还是没|还是堵|还是坏|还是漏|还是黑|照旧|照样"
    r"|又(?:坏|堵|漏|不亮|黑|返|停|翻|犯|来了|臭|吵|塌|响得|不行|不中)|没(?:修|弄|办|搞|整|清理?|收拾)(?:利索|彻底|干净|到位|完)|(?:再|重新)来(?:一趟|修|弄|人修)|返工|重修|重新(?:修|弄|做)|不顶用|不管用|没用|没得|谁说(?:修|弄|办|解决|好)|哪(?:里)?(?:修|解决|弄)|^不中|^不行|^没有?呢?\W*$|^还没呢?\W*$|^没呢|一点没|丝毫没|不解决|无人来|没人(?:管|来|理|修|问|$)"
    r"|还(?:在|是)?(?:搁|在)?(?:那儿?|那里|原地|老地方|门口)?[^,。]{0,3}(?:堆着|放着|躺着|搁着|摆着|敞着|露着|空着|塌着|趴着|漏着|黑着)|(?:压根|根本|咋|也|都|就)(?:也|都)?没(?:有)?(?:瞅见|看见|瞧见|见着|看到|见到|见来)|(?:去|修|弄|搞|走|跑|换)错(?:了)?(?:地方|楼|家|位置)"
    r"|(?:消停|清静|安生|安静|好|亮|通|管用)了?[没就才]?(?:[几一两二三四五六七八九十半\d]+)(?:个)?(?:天|宿|晚上?|月|小时|钟头|会儿)[^。]{0,14}又"
    r"|还(?:是)?(?:臭|脏|响|吵|乱|淹|冒|返|流|漏|堵|坏|黑|断|满(?!意))"
)
_PARTLY = re.compile(
    r"(.{1,3})是\1了?.{0,3}(?:就是|可是|但|不过|只是|可还|可又|可老)(?![^,。]{0,6}(?:慢|拖|等了|久|晚了|时间|态度))|时好时坏|(?:就是|可是|但是?|不过|只是|可还|可又|可老).{0,8}"
    r"(?:老闪|闪个|还闪|一闪|响|漏|堵|味儿?|臭|吵|灭|晃|歪|不平|不稳|不严|不牢|不干净|不利索|留个|剩)|凑合|马马虎虎|马虎|将就|勉强|部分|一半|差不多|好一点|好点了|好些了|还差|还有一点|还剩|半截|半拉|半道|半吊子|(?:前|东|南|这|头一)[头边面半截段]+[^。]{0,12}(?:后|西|北|那|另一)[头边面半截段]+[^。]{0,8}(?:还|没|照|老)|就那样|一般|半拉|不彻底|治标不治本|暂时|临时"
)
_SOLVED = re.compile(
    r"(?:修|弄|办|搞|整|处理|清理|疏通|换|补|安|装|拾掇|收拾|解决|捯饬|拉|清)(?:好|完|妥|通|走|上)(?:了|啦)?|解决了|解决啦|已解决|搞定|没问题了|恢复了|正常了|通了|亮了|来水了|来电了|不堵了|不漏了|不吵了|不臭了|好了|好啦|可以用了|能用了|妥了|妥妥"
    r"|^(?:可|怪|很|真|老)?中(?:\W|了|啊|得很|$)|得劲|撩咋了|嫽咋了|美得很|美滴很|满意|利索|管用|挺好|很好|真好|不错"
    r"|好着(?:了|哩|呢|嘞|里|的)?\W*$|(?:有|来)(?:水|电|气|暖|暖气|网|信号|座|地方|人管|热水)了|(?:热乎|暖和|敞亮|清静|安生|消停|清|腾|让|挪)(?:出来|开)?了|没事了|没再[^,。]{1,2}过?|(?:这回|现在|如今)(?:行|中|好|可以|妥)(?:了|啦)|再(?:也)?没(?:有)?(?:响|漏|堵|犯|吵|臭|停|冒|闹|叫|淹|黑|坏)(?:过)?|不(?:冒|响|淹|叫|闪|晃|返|渗|掉|闹|打|欠|咬)了|(?:给|结|拿到|收到|要回)(?:了)?(?:工)?[钱资]|钱(?:都)?(?:给|到|结清?|拿到|收到|退)了|(?:怪|可|真|挺|老)(?:好|中|美|得劲)|[嘹嫽撩](?:扎|咋|得)|办得(?:怪|可|真|挺|很)|^(?:可以|行|中|好)[ ,。]+(?:速度|效率|挺|很|真|可)|美着(?:哩|呢)|[嘹嫽撩]得(?:很|太)|没麻(?:达|哒)|齐整|亮堂|清亮|一根毛都不剩|一干二净|干干净净|溜光|清清爽爽|板板正正|利利索索|舒坦|得济|顶事|必须(?:夸|赞|表扬)"
)
_VERY_GOOD = re.compile(
    r"(?:很|非常|十分|特别|相当|超|最|太|可|真)满意|真快|太快|可快|很快|神速|速度快|效率高|[嘹嫽撩](?:扎|咋)|真得劲|可得劲|得劲得很|撩咋了|嫽咋了|美得很|美滴很|太好了|真好|特别好|非常好|点赞|点个赞|满分|五星|表扬|锦旗|没得说|没说的|杠杠|太感谢|非常感谢|跑前跑后|辛苦|贴心|真负责|真中|可中|怪中|百分百|必须(?:夸|赞|表扬)|(?:夸|赞|表扬)一个|竖大拇指|大拇指|服气|没想到(?:这么|恁)?快|给力(?!吗)"
)
_SARCASM = re.compile(
    r"呵呵|\[微笑\]|\[再见\]|可真(?:漂亮|利索|用心|认真|体面)|大大的赞|谢谢哦|可真(?:行|快|好|会|有|省心)|真有水平|真会(?:修|办)|真(?:行|中|给力|厉害|快|棒|好)啊(?!.*谢)|佩服|高效|英明|养鱼|养鸭|看海|艺术品|给你们发奖|领导有水平|牛啊|五星好评.{0,6}(?:吧|呗)|才(?:等|用|花|半|一|两|三|几)"
)
# How people were treated says nothing of whether it is solved.
_ATTITUDE = re.compile(r"态度(?:都|也|还|倒|挺|很|真|非常|可|特别)*(?:好|不错|可以|热情|和气)")
_QUESTION = re.compile(r"[??]\s*$|吗\W*$|没\W*[??]|了没\W*$|了么\W*$")
_VAGUE = re.compile(
    r"^\W*(?:好|好的|行|行吧|可以|ok|嗯+|恩+|哦+|是|是的|对|收到|知道了|还行|还行吧|还可以|还好|还中|随便|都行|算了|算了吧|差不多吧|能吧|应该吧|不知道|不清楚|没注意)\W*$",
    re.IGNORECASE,
)


_REST = re.compile(
    r"(?:就是|可是|但是?|不过|只是)[^,。]{0,14}又(?:灭|停|堵|漏|响|黑|坏|断|返|卡|跳|臭|吵|闪|冒|翘)|"
    r"(?:还差|还剩|还有|就是|就剩|只是|可是|但是?|不过|除了)[^,。]{0,16}?(?:没(?:有)?(?:换|修|弄|清|拉|补|通|亮|装|处理|解决|刷|铺|填|安|收拾)|不(?:亮|通|热|平|严|稳|管用|好使)|漏|堵|响|闪|臭|吵|坏)"
    r"|(?:还差|还剩|就剩)(?:了)?[一两二三四五六七八九十几\d]|(?:后|西|北|那|另一)[头边面半截段]+[^。]{0,12}(?:还|没|照|老)"
    # 最东头那个还是瞎了: one of them is pointed at, and how it still is
    r"|(?:那|这|另|[一两俩二三四五六七八九\d])(?:外)?(?:一)?(?:个|盏|处|段|户|家|边|头|块|根|间|层|截|条|片|截儿|溜)[^,。]{0,6}(?:还(?:是)?|没|照样|照旧|老样子)[^,。]{0,4}(?:瞎|黑|坏|不|没|堵|漏|臭|脏|响|晃|断|歪|破|老样子|样|修|弄|动|亮|通|管)"
)


_PUT_OFF = re.compile(
    r"(?:等|回头|晚上|明[天早儿]|下班|回(?:家|去|来)|过两天|抽空|有空|有时间)[^,。]{0,8}(?:看看?|瞅瞅?|瞧瞧?|试试?|去)[^,。]{0,6}(?:再|才|了)?(?:说|回|答|告诉|评)|还没(?:有)?(?:去看|看过?呢?$|回去|顾上)"
)


def puts_off(text: str) -> bool:
    """True of 我在外地呢 等我晚上回去看看再说: whoever has not looked yet is given time."""
    return _PUT_OFF.search(normalise(text).plain) is not None


def names_the_rest(text: str) -> bool:
    """True where the words say what is left (还差3组拐弯那盏没换), so that nobody must ask."""
    return _REST.search(normalise(text).plain) is not None


def read_survey_answer(text: str) -> SurveyAnswer | None:
    """What the text answers; None when it answers nothing."""
    normal = normalise(text)
    if not normal.plain:
        return _by_emoticons(normal)
    if _DECLINED.search(normal.plain):
        return SurveyAnswer(is_sure=True, is_declined=True, remark=normal.clean)
    answer = _by_figures(normal) or _by_words(_STARS.sub("", normal.plain))
    if answer is None or answer.source is AnswerSource.FIGURE:
        return answer
    stars = _STARS.search(normal.plain)
    if stars is not None and answer.resolved is not None:
        answer = replace(answer, satisfaction=_VALUE[stars[1]])
    return replace(answer, remark=normal.clean)


def _by_emoticons(normal: Normal) -> SurveyAnswer | None:
    """A thumb up says yes and well done, a thumb down that nobody is content; others say nothing."""
    shown = "".join(normal.emoticons)
    if not shown:
        return None
    if _THUMBS_DOWN.search(shown):
        return SurveyAnswer(None, 1)
    return SurveyAnswer(1, 5, is_sure=True) if _THUMBS_UP.search(shown) else SurveyAnswer()


def _by_figures(normal: Normal) -> SurveyAnswer | None:
    found = _FIGURES.match(normal.plain)
    if found is None:
        return None
    first = _VALUE[found[1]]
    second = _VALUE[found[2]] if found[2] else None
    rest = normal.plain[found.end() :].strip(_MARKS)
    remark = normal.clean[found.end() :].strip(_MARKS)
    if rest and not _agrees(first, rest):
        return SurveyAnswer(source=AnswerSource.FIGURE, remark=remark, figure=first)
    figure = None if second else first
    if first > 3:
        return SurveyAnswer(None, first, AnswerSource.FIGURE, remark=remark, figure=figure)
    words = _by_words(rest) if rest else None
    satisfaction = second or (words.satisfaction if words else None)
    return SurveyAnswer(
        first, satisfaction, AnswerSource.FIGURE, is_sure=True, remark=remark, figure=figure
    )


def _agrees(figure: int, rest: str) -> bool:
    """False when words after the figure say the opposite of it, or have nothing to do with it."""
    words = _by_words(rest)
    if words is None or words.resolved is None:
        bare = bool(_ONLY_FIGURES.match(rest) or _KIND.match(rest)) or (
            words is None and len(rest) > 3
        )
        return bare or figure >= 3
    return figure > 3 or words.resolved == figure or {words.resolved, figure} == {2, 3}


def _by_words(clean: str) -> SurveyAnswer | None:
    """Trouble outweighs praise; praise with a barb in it says nothing for sure."""
    if _VAGUE.match(clean):
        return SurveyAnswer()
    if (told := _told_plainly(clean)) is not None:
        return told
    praised = bool(_SOLVED.search(_ATTITUDE.sub("", clean)) or _VERY_GOOD.search(clean))
    if _SARCASM.search(clean):
        return SurveyAnswer()
    if _VERY_BAD.search(clean) or _UNSATISFIED.search(clean):
        return _unsatisfied(clean)
    if _PARTLY.search(clean):
        return SurveyAnswer(2, 3, AnswerSource.WORDS, is_sure=True)
    return _solved(clean) if praised else None


def _told_plainly(clean: str) -> SurveyAnswer | None:
    """Nothing was done, a part of it, or it is as bad as it was."""
    if is_as_before(clean):
        return _unsolved(clean)
    if is_in_part(clean) and not _SARCASM.search(clean):
        return SurveyAnswer(2, 3, AnswerSource.WORDS, is_sure=True)
    return _unsolved(clean) if _UNSOLVED.search(clean) else None


def _unsolved(clean: str) -> SurveyAnswer:
    satisfaction = 1 if _VERY_BAD.search(clean) else 2
    return SurveyAnswer(3, satisfaction, AnswerSource.WORDS, is_sure=not _QUESTION.search(clean))


def _unsatisfied(clean: str) -> SurveyAnswer:
    """Not content; whether it is solved must be asked when it was not said.

    Who says that it is solved but was slow is asked for the stars: they are not guessed.
    """
    satisfaction = 1 if _VERY_BAD.search(clean) else 2
    solved = _SOLVED.search(_UNSATISFIED.sub("", _VERY_BAD.sub("", clean)))
    if solved is None:
        return SurveyAnswer(None, satisfaction, AnswerSource.WORDS, is_sure=False)
    stars = satisfaction if "不满意" in clean else None
    return SurveyAnswer(1, stars, AnswerSource.WORDS, is_sure=True)


def _solved(clean: str) -> SurveyAnswer:
    if _QUESTION.search(clean):
        return SurveyAnswer()
    is_plain = bool(_SOLVED.search(_ATTITUDE.sub("", clean)))
    satisfaction = 5 if _VERY_GOOD.search(clean) else 4
    return SurveyAnswer(1 if is_plain else None, satisfaction, AnswerSource.WORDS, is_sure=is_plain)
