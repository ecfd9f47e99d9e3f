"""What a teller adds to the matter just told, though by itself it reads as a report of its own."""

import re
from dataclasses import replace
from datetime import timedelta

from handlers import duplicates
from handlers.duplicates import are_related
from handlers.intake.account import Account
from handlers.lifecycle.transitions import AT_WORK
from handlers.situation import CaseView, Situation
from handlers.understanding.misconduct import is_of_misconduct
from handlers.understanding.reading import Cue, Matter, PlaceGuess
from handlers.understanding.segments import are_one_thing, opens_one_more

_GOES_ON = re.compile(
    r"(?:\W|今[天儿早晚]|昨[天儿晚]|刚才?|现在|这会儿|这两天|咋|怎么)*(?:又|还是|还在|还没|仍|更|越来越|越)"
)
TELLS_ON = timedelta(minutes=10)
SHORT = 16
_PUT_OFF = re.compile(
    r"没人(?:管|来|理|问|接|修)|不管|让等|等[到道]|不理|不接|推来推去|踢皮球|打不[通同]|没人接|关机|占线|装没看见|啥时[候后]|几[回次]|[三四五六]回"
)
_CAME_BEFORE = re.compile(
    r"(?:叫|喊|找|请|联系|让)(?:了|过)?[^,，。 ]{0,6}(?:来|过来|上门)[^,，。 ]{0,2}(?:看|瞅|瞧|修|弄|查|量)"
    r"|(?:来|修|看|弄)(?:看|瞅|瞧|修|弄)?(?:了|过)[好]?[一两二三几俩仨]?(?:次|回|趟|遍)"
)
_BODY = re.compile(r"(?:物业|社区|居委会?|村委会?|村部)(?:处|办公室|那边)?")  # whom, not where
_OF_HANDLING = frozenset({"property_mgmt", "official_conduct"})
_ADDED_AT_MOST = 24  # letters
_SAME_BREATH = timedelta(minutes=3)


def still_waits(s: Situation, own: CaseView, account: Account) -> bool:
    """True for what a teller adds of how they were put off (物业也不管), or of who came before.

    Who complains of somebody in office is no such: that goes past whoever handles the matter.
    """
    if is_of_misconduct(account.lead):
        return False
    is_fresh = s.now - own.case.opened_at <= TELLS_ON
    if is_fresh and not account.reading.place.is_specific and _CAME_BEFORE.search(account.text):
        return True
    is_of_handling = account.lead.leaf in _OF_HANDLING and own.case.leaf not in _OF_HANDLING
    place = account.reading.place
    is_elsewhere = place.is_specific and _BODY.fullmatch(place.text) is None
    told_again = is_elsewhere or len(account.text) > _ADDED_AT_MOST
    is_upset = Cue.ANGER in account.reading.cues or _PUT_OFF.search(account.text) is not None
    return is_fresh and is_of_handling and not told_again and is_upset


def says_where_at_last(s: Situation, own: CaseView, account: Account) -> bool:
    """户口在河湾村: hardly more than a place, told at once of one's own question that had none."""
    is_fresh = s.now - own.case.opened_at <= TELLS_ON
    is_brief = len(account.text) <= SHORT and account.reading.place.region_id is not None
    same = own.case.leaf == account.lead.leaf or account.reading.is_unsure
    return own.case.region_id is None and is_fresh and is_brief and same


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


def is_told_on(s: Situation, own: CaseView, account: Account) -> bool:
    """水管爆了 … 车都快泡了: the same breath of the same teller, in other words (3b, three minutes)."""
    lead = account.lead
    if s.now - own.case.opened_at > _SAME_BREATH or opens_one_more(account.text):
        return False
    is_there = duplicates.may_be_one_spot(lead.place.text, own.case.place)
    return is_there and not own.case.is_emergency and are_one_thing(lead.leaf, own.case.leaf)


def one_more_there(s: Situation, own: CaseView, account: Account) -> Account:
    """还有一个井盖没了: one more thing told in the same breath is where the first one is."""
    is_fresh = s.now - own.case.opened_at <= TELLS_ON
    lead = account.lead
    if not is_fresh or lead.place.text or not opens_one_more(account.text):
        return account
    there = PlaceGuess(own.case.place, own.case.region_id, lead.place.confidence, is_specific=True)
    matters = (replace(lead, place=there), *account.reading.matters[1:])
    return replace(account, reading=replace(account.reading, matters=matters, place=there))
