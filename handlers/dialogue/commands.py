"""What staff say, in the exact word or in natural wording, as a command."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from handlers.dialogue import more_time
from handlers.dialogue.refusal_words import CODE, HANDED_OVER, NOT_OURS, SOFTLY_NOT_OURS, code_in
from handlers.dialogue.step_words import FINISHES, GOES
from handlers.understanding.askings import asks_summary, asks_work
from storage.codes import RefusalCode


class Do(StrEnum):
    """What a member of staff wants done."""

    ACCEPT = "accept"
    PASS_UP = "pass_up"
    WHISTLE = "whistle"
    REPORT_IN = "report_in"
    REFUSE = "refuse"
    PROGRESS = "progress"
    FINISH = "finish"
    NOT_TRUE = "not_true"
    CONFIRM = "confirm"
    HAND_OFF = "hand_off"
    ADMIT = "admit"
    APPROVE_REFUSAL = "approve_refusal"
    DENY_REFUSAL = "deny_refusal"
    MY_TASKS = "my_tasks"
    SUMMARY = "summary"
    WHY = "why"
    STATUS = "status"
    HELP = "help"
    RECLASSIFY = "reclassify"
    RIGHT_CLASS = "right_class"
    ADD_HELPER = "add_helper"
    DROP_HELPER = "drop_helper"
    REASSIGN = "reassign"
    MERGE = "merge"
    SPLIT = "split"
    GUIDE = "guide"
    ESCALATE = "escalate"
    REMIND = "remind"
    APPROVE_WHISTLE = "approve_whistle"
    DENY_WHISTLE = "deny_whistle"
    # ---- more time, and questions
    EXTEND = "extend"
    APPROVE_EXTENSION = "approve_extension"
    DENY_EXTENSION = "deny_extension"
    SUSPEND = "suspend"
    APPROVE_SUSPENSION = "approve_suspension"
    DENY_SUSPENSION = "deny_suspension"
    RESUME = "resume"
    QUESTION = "question"


@dataclass(frozen=True)
class Command:
    """A wish of a member of staff: what, and what was said with it."""

    do: Do
    note: str = ""
    code: RefusalCode | None = None


_NUMBER = re.compile(r"#\s*\d{1,7}(?:-\d+)?")
_LEADING_NUMBER = re.compile(r"^\W*#\s*\d{1,7}(?:-\d+)?")
_ABOUT_TWO = re.compile(r"重复|一(?:回|件|码)事|同一|并|在办|办理中|[跟和与同].{0,3}#|[Rr]3")
_LEADING = " ,。.:;、!-—\uff0c\uff1a\uff1b\uff01"

_RULES_TEXT: tuple[tuple[Do, tuple[str, ...]], ...] = (
    (Do.HELP, (r"^(?:帮助|help|怎么用|咋用|\?)$",)),
    (
        Do.MY_TASKS,
        (
            r"我的任务|我的待办|待办",
            r"手头.{0,4}(?:活|事|件)",
            r"还有(?:啥|什么|哪些)(?:活|任务|没办)",
        ),
    ),
    (Do.RIGHT_CLASS, (r"分类(?:是)?(?:没(?:有)?错|正确|对的?|没问题|无误)",)),
    (
        Do.RECLASSIFY,
        (
            r"^改(?:分)?类",
            r"^(?!.*(?:退回|退单|退了|改派|不归))(?=.*分类(?:错|不对|有误|有问题))",
            r"(?:改|归)(?:成|为|到)(?=.{1,14}类$)",
        ),
    ),
    (Do.ACCEPT, GOES),
    (Do.WHY, (r"为(?:什么|啥)(?:派|给|转)|咋派给(?:我|俺)|凭(?:什么|啥)(?:派|给)",)),
    *((Do(name), patterns) for name, patterns in more_time.WORDS),
    (Do.DENY_WHISTLE, (r"不(?:同意|批准?|要)吹哨",)),
    (Do.APPROVE_WHISTLE, (r"(?:同意|批准|可以|准予)吹哨|吹哨(?:同意|批准|可以)",)),
    (
        Do.DENY_REFUSAL,
        (
            r"不同意(?:.{0,4}退|改派|$)|退回不(?:同意|批|成立)|不(?:准|能|许|予)退|驳回|退不(?:了|成)",
            r"(?:^|不行[,\uff0c。]?)还(?:是|由|得).{0,3}(?:你们?|您|原).{0,4}(?:办|负责|管)|就是你们的",
        ),
    ),
    (
        Do.APPROVE_REFUSAL,
        (
            r"同意(?:.{0,4}退|改派|$)|准(?:予|许)?退|批准退|退回(?:同意|批准|可以|成立)",
            r"(?:可以|那就|就)退(?:吧|回)?",
        ),
    ),
    (
        Do.ADMIT,
        (
            r"(?:允许|准许|同意|可以|请|让|叫).{2,8}(?:知情|协助此事|参与办理|一起办)",
            r"可以告诉.{2,6}",
        ),
    ),
    (Do.NOT_TRUE, (r"不属实|误报|虚惊|没(?:有)?这回事|没有(?:险情|着火|泄漏|这事)|假的",)),
    (Do.REFUSE, HANDED_OVER),
    (Do.HAND_OFF, (r"已?移交|交给(?:110|119|120|派出所|消防|急救)",)),
    (
        Do.REFUSE,
        (
            r"退回|退单|退了|退掉|请改派|派错|转错|不该(?:我|俺)们|管不(?:了|着)",
            r"不(?:归|属于?|是)(?:我|俺|咱)?(?:们|单位)?.{0,6}(?:管|职责|范围|负责|的事)",
            *NOT_OURS,
            r"地界.{0,8}(?:不|隔壁|邻|别|外)|不在(?:我|俺|咱).{0,3}(?:辖区|地界|范围)|信息不(?:足|全|清)(?!.{0,4}补)",
        ),
    ),
    (
        Do.REMIND,
        (
            r"^[\s#\d，,：:]*(?:请|麻烦|帮忙?|再|赶紧|赶快|你们?)*(?:催办|催[一]?催|催[一]?下|催促|督促一下)",
        ),
    ),
    (
        Do.ESCALATE,
        (
            r"上提(?!供)|提级|提请.{0,10}(?:研判|联席|评议|协调)",
            r"(?:报|提|交)(?:到|给|请)?(?:县里?|市里?|乡里?|镇里?|街道)(?:级|中心)?(?:研判|协调|研究|来定|定夺)",
        ),
    ),
    (
        Do.PASS_UP,
        (
            r"转上级|上报|报上去|往上(?:报|转)|请.{0,4}吹哨",
            r"(?:处理|解决|协调|弄|办)不(?:了|成|动)",
        ),
    ),
    (
        Do.DROP_HELPER,
        (
            r"(?:撤|去|取消|不要|不用|减|退)(?:掉|了|下|出)?.{0,10}协办|协办.{0,8}(?:撤|去掉|取消|不用)",
            r"不用.{0,10}(?:协办|协助|配合)了|(?:局|公司|大队|所|委|中心)(?:那边|的人)?不用(?:再)?来了",
        ),
    ),
    (
        Do.ADD_HELPER,
        (
            r"(?:加|增加|添|补)(?:个|上|一家)?.{0,12}协办|协办.{0,4}(?:加|增加|添)",
            r"(?:请|让|叫|喊|通知|安排|由).{1,12}?(?:协办|协助|帮忙|搭把手|配合(?!带路|调查))",
            r"^协办|.{2,10}协办$|(?:叫|喊)上.{1,10}(?:局|公司|大队|所|委|中心)",
        ),
    ),
    (
        Do.REASSIGN,
        (
            r"改派|(?:换|改)(?:成|为|由|给)?.{1,12}(?:主办|牵头|来办|负责)",
            r"(?:由|让|请|叫).{1,12}(?:主办|牵头)|(?:换|改)(?:给|成|由).{0,10}(?:局|公司|大队|所|委|中心)|主办(?:单位)?(?:改|换|变)(?:成|为|到|给)|指定.{1,12}(?:办|牵头|负责)",
            r"(?:转|派)给.{1,12}(?:局|公司|大队|所|委|办|中心|消防|城管|住建|水利)(?:去|来)?(?:办|处理)?",
        ),
    ),
    (
        Do.SPLIT,
        (
            r"(?:撤销|取消|解除)(?:并案|合并)|并错了",
            r"不(?:是|属于)(?:一|同一)(?:回|件|码|个)事",
            r"(?:分开|拆开|单独)(?:办|登记|立案|处理)?$",
        ),
    ),
    (Do.MERGE, (r"并案|合并|(?:并|归)(?:到|入|进|在)(?=.{0,6}\d)|是(?:一|同一)(?:回|件)事",)),
    (
        Do.GUIDE,
        (
            r"^引导|不予受理",
            r"^(?!办结|进展|移交|已).*(?:走|通过|到|去).{0,4}(?:法院|诉讼|仲裁|复议|信访)",
        ),
    ),
    (Do.WHISTLE, (r"吹哨",)),
    (Do.REPORT_IN, (r"报到",)),
    (Do.FINISH, FINISHES),
    (Do.CONFIRM, (r"^(?:确认|已确认|已知悉|知道了|收到.{0,3}正在核实|已核实.{0,4}属实|属实)",)),
    (
        Do.PROGRESS,
        (
            r"进展|到(?:现场|场)|在路上|正在|马上(?:到|去|修)|开始(?:修|干|处理)|已派人",
            r"已联系|联系(?:上|了|群众)|等.{0,6}(?:配件|材料|到货)",
            r"(?:明|后|今)天.{0,8}(?:修|去|来|到|安排)",
        ),
    ),
    (
        Do.ACCEPT,
        (
            r"接单|我来(?:办|处理|弄|看)|俺(?:来|去)(?:办|看|弄)?|交给我|我负责",
            r"我(?:这就|马上|现在)?去(?:看|办|现场|处理)?",
            r"^(?:(?:好[的吧]?|中|行吧?|可以|嗯+|收到|明白|知道了|了解)[,，。!！ ]*){1,2}(?:我|俺|咱)?们?(?:这就|现在|先|就|马上|立即|立刻|赶紧|尽快)*(?:去|来|到|过去|看看|安排|派|处理|落实)",
            r"(?:我|俺|咱)们?(?:这边|单位|局里?|所里?)?(?:先|就)?接(?:了|下|手)(?!.{0,4}不)",
            r"(?:先|这就|马上|立刻|现在)(?:去|到|过去|上)(?:现场|看|瞧|查|核实)",
            r"已安排|(?:安排|派)(?:了)?(?:个|几个|两个)?(?:人|师傅|工人|车|队伍|抢修|维修|工程队)(?:员|队|组)?(?:上午|下午|晚上|今天|明天|尽快|马上)?(?:去|过去|到|前往|赶|处理|修|抢修)",
        ),
    ),
    (Do.REFUSE, SOFTLY_NOT_OURS),
    (Do.STATUS, (r"(?:啥|什么|咋)(?:情况|进度|样)|进度|到哪一?步",)),
)
# The first rule whose pattern is found wins, so the more particular stand first.
_RULES = tuple((do, re.compile("|".join(patterns))) for do, patterns in _RULES_TEXT)
_KEYWORD = re.compile(
    "办结|办完|搞定|完工|进展|退回|退单|退了|转上级|上报|报上去|已?移交|不属实|误报|虚惊|假的"
)
_WHOLE = frozenset(
    {
        Do.ADMIT,
        Do.REASSIGN,
        Do.ADD_HELPER,
        Do.DROP_HELPER,
        Do.MERGE,
        Do.GUIDE,
        *map(Do, dict(more_time.WORDS)),
    }
)
_YES = re.compile(r"^(?:好的?|好嘞|得嘞|中|行|收到|可以|明白|ok|OK|嗯)[。.!~]*$")


def understand(text: str) -> Command | None:
    """What a member of staff wants; None when the words are no command."""
    words, written = _plain(text), _as_written(text)
    if asks_work(words) or asks_summary(words):
        return Command(Do.MY_TASKS if asks_work(words) else Do.SUMMARY)
    for do, pattern in _RULES:
        found = pattern.search(words)
        if found is not None:
            own = written if len(written) == len(words) else words
            return Command(do, _note(own, found, do), _code(words, do))
    return None


def is_bare_yes(text: str) -> bool:
    """True for "收到" or "好的" alone: heard, but no promise yet."""
    return _YES.match(_plain(text)) is not None


def _plain(text: str) -> str:
    return without_number(unicodedata.normalize("NFKC", text)).strip(_LEADING)


def _as_written(text: str) -> str:
    """The same words in the writer's own punctuation."""
    return without_number(text.replace("\uff03", "#")).strip(_LEADING)


def without_number(text: str) -> str:
    """The words without the number of the case they are about; a second number belongs to them."""
    if _ABOUT_TWO.search(text):
        return _LEADING_NUMBER.sub("", text)
    return _NUMBER.sub("", text, count=1)


def is_about_two(text: str) -> bool:
    """True when the words may name another case beside the one they are about."""
    return _ABOUT_TWO.search(unicodedata.normalize("NFKC", text)) is not None


def begins_with_number(text: str) -> bool:
    """True when the words begin with the number of the case they are about."""
    return _LEADING_NUMBER.match(unicodedata.normalize("NFKC", text)) is not None


def _code(words: str, do: Do) -> RefusalCode | None:
    """The code of a refusal, also where a department says it as what those on duty would do."""
    as_refusal = {Do.MERGE: RefusalCode.R3, Do.GUIDE: RefusalCode.R5}.get(do)
    return code_in(words) if do in (Do.REFUSE, Do.REASSIGN) else as_refusal


def _note(words: str, found: re.Match[str], do: Do) -> str:
    """What was said beside the bare keyword; natural wording is kept whole."""
    start, end = found.span()
    if do in _WHOLE:
        return words
    if do in (Do.REFUSE, Do.PASS_UP, Do.PROGRESS, Do.FINISH, Do.HAND_OFF, Do.NOT_TRUE):
        bare = (words[end:] if start == 0 else words).strip(_LEADING)
        if do is Do.REFUSE:
            bare = CODE.sub("", bare, count=1).strip(_LEADING)
        return bare if _KEYWORD.fullmatch(found.group()) else words
    return (words[:start] + words[end:]).strip(_LEADING)
