"""The answer to a second look: was the promise kept, is the noise back (3e)."""

import re

from handlers.understanding.answers import AnswerSource, SurveyAnswer, read_survey_answer
from handlers.understanding.normalise import normalise

_BACK = re.compile(
    r"没(?:有)?(?:做到|给|兑现|还|按|履行|搬|修|赔|道歉)|不(?:认账|承认|算数|给|还|改)|反悔|变卦|赖账?|说话不算"
    r"|又(?:有|来|响|吵|摆|占|开始|犯|闹|这样)|照样|还(?:是)?(?:那样|吵|响|闹|摆|占|有)|更(?:吵|响|凶|厉害)"
)
_PARTLY = re.compile(
    r"一半|部分|一点|少(?:了|些)|好(?:些|一些|点|多)了?|偶尔|有时候?|做到一些|给了一(?:半|部分)"
)
_LASTS = re.compile(
    r"没(?:有)?(?:了|再(?!说))|再(?:也)?没|不(?:吵|响|闹|摆|占)了|做到了?|给了|兑现|还(?:清|完|钱)?了|搬走|道歉了"
    r"|消停|安静|清净|和好|没事了|说话算数"
)


def read_second_look(text: str) -> SurveyAnswer | None:
    """1 it lasts, 2 partly, 3 it is back or the promise is broken; else as any survey's answer."""
    words = normalise(text).plain
    for resolved, pattern in ((3, _BACK), (2, _PARTLY), (1, _LASTS)):
        if pattern.search(words) and not words.endswith(("?", "吗")):
            remark = normalise(text).clean
            return SurveyAnswer(resolved, None, AnswerSource.WORDS, is_sure=True, remark=remark)
    return read_survey_answer(text)
