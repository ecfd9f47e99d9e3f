"""What follows a matter just told in a chat: its teller goes on, in whatever words, or has it elsewhere too."""

import re
from dataclasses import replace
from datetime import timedelta

from handlers import duplicates
from handlers.duplicates import are_related
from handlers.effects import Effect
from handlers.intake import joining
from handlers.intake.account import SURE, Account
from handlers.lifecycle.transitions import AT_WORK
from handlers.situation import CaseView, Situation
from handlers.understanding.misconduct import is_of_misconduct
from handlers.understanding.reading import Cue, Intent, Matter, PlaceGuess, Reading
from handlers.understanding.segments import are_one_thing, opens_one_more

_IS_AT = re.compile(
    r"\W*(?:我|俺|咱|他|她|人|孩子|老人)?(?:们|家)?(?:现在|就|都)?(?:住|在|搁|位置|地址|地方|这(?:里|儿|边)?是)"
)
_ASKS_FOR = re.compile(
    r"\W*(?:恁|你们?)?(?:看)?(?:能不能|可不可以|能|可以|麻烦|希望|请|求)(?:你们?|恁们?)?(?:给|帮|来|派|尽快|早点|快点|人)*(?:俺|我|咱)?(?:们)?(?:修|装|弄|换|建|处理|解决|看|管|清|搞|办|补|做|加|铺|安)(?:个|一下|下|一个|人|好|理|理理)?(?:啊|吗|不|么|吧|呗|中不|行不|中不中|行不行)?\W*"
)
_GOES_ON = re.compile(
    r"(?:\W|今[天儿早晚]|昨[天儿晚]|刚才?|现在|这会儿|这两天|咋|怎么)*(?:又|还是|还在|还没|仍|更|越来越|越)"
)
WITHIN = timedelta(minutes=10)  # a chat still speaks of it
SHORT = 16  # letters; hardly more than a place
_SAME_BREATH = timedelta(minutes=3)
_SOUNDS_LIKE_TELLING = -1.3  # nats for a report
_ADDED_AT_MOST = 24  # letters
_ANSWER_AT_MOST = 30
_OF_HANDLING = frozenset({"property_mgmt", "official_conduct"})
_PUT_OFF = re.compile(
    r"没人(?:管|来|理|问|接|修)|不管|让等|等[到道]|不理|不接|推来推去|踢皮球|打不[通同]|没人接|关机|占线|装没看见|啥时[候后]|几[回次]|[三四五六]回"
)
_CAME_BEFORE = re.compile(
    r"(?:叫|喊|找|请|联系|让)(?:了|过)?[^,，。 ]{0,6}(?:来|过来|上门)[^,，。 ]{0,2}(?:看|瞅|瞧|修|弄|查|量)"
    r"|(?:来|修|看|弄)(?:看|瞅|瞧|修|弄)?(?:了|过)[好]?[一两二三几俩仨]?(?:次|回|趟|遍)"
)
_BODY = re.compile(r"(?:物业|社区|居委会?|村委会?|村部)(?:处|办公室|那边)?")  # whom, not where
_OWN_HOME = re.compile(r"(?:俺|我|咱|额)(?:们)?(?:家|屋|楼|这|那|店|院|单元)|也")
_POINTS = re.compile(r"\W*(?:就|是|在|搁)")
_TO_SOMEBODY = re.compile(r"^\W*@|^\W*(?:你|恁|您)|[?？]\s*$|[吗呢不没]\s*$")
_ASKS_WHERE = re.compile(
    r"哪(?:个|里|儿|块|边|栋|号|条|[一]?段|[一]?片|家|门|户|座|头|地)|几(?:号|栋|单元|组|队|楼)|(?:啥|什么|具体)(?:地方|位置|地儿)|在哪|位置"
)


def is_fresh(s: Situation, view: CaseView) -> bool:
    """True of a matter told in the last minutes, of which the chat still speaks."""
    return s.now - view.case.opened_at <= WITHIN


def may_follow(reading: Reading) -> bool:
    """True of talk that would be more of a matter, had it just been told in the chat."""
    return reading.report_odds >= _SOUNDS_LIKE_TELLING or bool(reading.mentions)


def followed(s: Situation, account: Account) -> list[Effect] | None:
    """里头没人 我在外头看的: what sounds like telling belongs to what the speaker told just now.

    A neighbour who names the same trouble of their own home has it as well.
    """
    if s.group is None or not may_follow(account.reading):
        return None
    own = joining.own_recent(s)
    if own is not None and is_fresh(s, own):
        is_answer = _TO_SOMEBODY.search(account.text) is not None
        return None if is_answer else joining.supplement(s, own, account)
    view = joining.latest(s)
    if view is None or not is_fresh(s, view) or view.case.is_emergency:
        return None
    return joining.plus_one(s, view) if _has_it_too(view, account) else None


def _has_it_too(view: CaseView, account: Account) -> bool:
    if _OWN_HOME.search(account.text) is None:
        return False
    leaf = view.case.leaf
    if any(leaf == one or are_related(leaf, one) for one in account.reading.mentions):
        return True
    return account.reading.intent is Intent.ASK_PROGRESS and account.reading.report_odds >= 0


def is_rest(s: Situation, own: CaseView, account: Account) -> bool:
    """True for what only goes on with a report of the speaker's: how it is handled, where it is."""
    return (
        _still_waits(s, own, account)
        or _says_where_at_last(s, own, account)
        or _answers_where(s, own, account)
        or _points_there(s, own, account)
        or _asks_for_it(s, own, account)
    )


def _says_where_at_last(s: Situation, own: CaseView, account: Account) -> bool:
    """户口在河湾村: hardly more than a place, told at once of one's own question that had none."""
    is_brief = len(account.text) <= SHORT and account.reading.place.region_id is not None
    same = own.case.leaf == account.lead.leaf or account.reading.is_unsure
    return own.case.region_id is None and is_fresh(s, own) and is_brief and same


def _asks_for_it(s: Situation, own: CaseView, account: Account) -> bool:
    """能不能给修个: no more than the wish that something be done, right after one's own report."""
    is_bare = not account.reading.place.is_specific and len(account.text) <= SHORT
    return is_bare and is_fresh(s, own) and _ASKS_FOR.fullmatch(account.text) is not None


def _points_there(s: Situation, own: CaseView, account: Account) -> bool:
    """就村东头大桥底下那个管子: a place, and surely nothing else, right after one's own report."""
    is_brief = account.reading.place.is_specific and len(account.text) <= _ANSWER_AT_MOST
    points = is_brief and _POINTS.match(account.text) is not None
    return points and is_fresh(s, own) and account.lead.confidence < SURE


def _answers_where(s: Situation, own: CaseView, account: Account) -> bool:
    """您说的是哪个坑 … 3号楼东边进车那个口: somebody asked, and this is the answer."""
    says_where = account.reading.place.is_specific and len(account.text) <= _ANSWER_AT_MOST
    if not (says_where and is_fresh(s, own)) or opens_one_more(account.text):
        return False
    since = (m for m in s.recent if m.received_at >= own.case.opened_at)
    others = [m.text for m in since if m.sender_id != s.message.sender_id]
    return any(_ASKS_WHERE.search(text) for text in others)


def _still_waits(s: Situation, own: CaseView, account: Account) -> bool:
    """True for what a teller adds of how they were put off (物业也不管), or of who came before.

    Who complains of somebody in office is no such: that goes past whoever handles the matter.
    """
    if not is_fresh(s, own) or is_of_misconduct(account.lead):
        return False
    if not account.reading.place.is_specific and _CAME_BEFORE.search(account.text):
        return True
    is_of_handling = account.lead.leaf in _OF_HANDLING and own.case.leaf not in _OF_HANDLING
    place = account.reading.place
    is_elsewhere = place.is_specific and _BODY.fullmatch(place.text) is None
    told_again = is_elsewhere or len(account.text) > _ADDED_AT_MOST
    is_upset = Cue.ANGER in account.reading.cues or _PUT_OFF.search(account.text) is not None
    return is_of_handling and not told_again and is_upset


def says_where_of_alarm(s: Situation, own: CaseView, account: Account) -> bool:
    """我们住新城嘉苑C座 饭店叫福满楼: where whoever raised an alarm one to one can be found."""
    if s.group is not None or not own.case.is_emergency or not account.reading.place.is_specific:
        return False
    return account.reading.is_unsure or _IS_AT.match(account.text) is not None


def goes_on_with_own(s: Situation, account: Account) -> CaseView | None:
    """The matter of the speaker's, told before, of which this tells that it goes on: 又流到大路上了."""
    if s.group is not None or not account.reading.is_report or not _GOES_ON.match(account.text):
        return None
    lead = account.lead
    return next((view for view in s.mine if _is_of(s, view, lead)), None)


def _is_of(s: Situation, view: CaseView, lead: Matter) -> bool:
    is_own = s.speaker.id in view.reporter_ids and view.case.state in AT_WORK
    if not is_own or view.case.is_emergency or lead.is_emergency:
        return False
    leaf = view.case.leaf
    is_kin = leaf == lead.leaf or are_one_thing(lead.leaf, leaf) or are_related(lead.leaf, leaf)
    return is_kin and duplicates.may_be_one_spot(lead.place.text, view.case.place)


def in_same_breath(s: Situation, own: CaseView, account: Account) -> bool:
    """水管爆了 … 车都快泡了: the same breath of the same teller, in other words (3b, three minutes)."""
    lead = account.lead
    if s.now - own.case.opened_at > _SAME_BREATH or opens_one_more(account.text):
        return False
    is_there = duplicates.may_be_one_spot(lead.place.text, own.case.place)
    return is_there and not own.case.is_emergency and are_one_thing(lead.leaf, own.case.leaf)


def says_where(s: Situation, own: CaseView, account: Account) -> bool:
    """True when the teller of a matter of the last minutes says where, and it can be there."""
    is_there = duplicates.may_be_one_spot(account.reading.place.text, own.case.place)
    return is_fresh(s, own) and is_there


def one_more_there(s: Situation, own: CaseView, account: Account) -> Account:
    """还有一个井盖没了: one more thing told in the same breath is where the first one is."""
    lead = account.lead
    in_one_breath = s.now - own.case.opened_at <= _SAME_BREATH and not own.case.is_emergency
    is_more = in_one_breath or opens_one_more(account.text)
    if not is_fresh(s, own) or lead.place.text or not is_more:
        return account
    there = PlaceGuess(own.case.place, own.case.region_id, lead.place.confidence, is_specific=True)
    matters = (replace(lead, place=there), *account.reading.matters[1:])
    return replace(account, reading=replace(account.reading, matters=matters, place=there))
