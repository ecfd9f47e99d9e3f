"""What a resident says in a group or one to one, when it is no command: the way into a case."""

import re
from dataclasses import replace
from datetime import timedelta

from handlers import duplicates
from handlers.effects import Effect, Judge
from handlers.intake import (
    beside,
    drafts,
    emergencies,
    explaining,
    joining,
    possible_dangers,
    registering,
    retracting,
    telling_on,
    unheard,
)
from handlers.intake.account import (
    Account,
    around,
    is_bare_spot,
    known_cases,
    missing,
    of_message,
    only_says_where,
    region_of,
    with_message,
)
from handlers.intake.taking_up import calls_it_this, pointed_at, taken_up
from handlers.permissions import is_hidden
from handlers.situation import CaseView, Situation
from handlers.understanding.echoes import answers_no, secures, tells_what_they_said
from handlers.understanding.misconduct import is_of_misconduct
from handlers.understanding.normalise import normalise
from handlers.understanding.reading import Cue, Intent, Matter, Reading
from storage.tables.conversation import Draft

_OF_THE_SICK = frozenset({"health_care"})
_PLACED_TROUBLE = 50  # letters; a trouble at a spot, of a thing that is not yet named

_NEWS = re.compile(
    r"(?:群里|水站|供水站|水利站|运营商|维保|电视|新闻|天气预报|手机上|广播|物业|供电所?|供水|水厂|自来水|网格员?|社区|村里|门卫|保安|电工|师傅|人家|客服|热线|通知|公告|居委会?|燃气公司?|热力公司?)[^,，。]{0,6}(?:说|讲|回复|通知)"
    r"|(?:问|打)(?:了|过)?[^,，。]{0,10}(?:电话)?.{0,8}说"
)
_OWN_HOME = re.compile(r"(?:俺|我|咱)(?:们|家|这|那)?|也")
_FROM_HOME = re.compile(r"^\W*(?:俺|我|咱|额)们?(?:家|屋|楼|店)[^,，。]{0,6}(?:都|也|全|还)")
_SURELY_ADDS = 0.5
_ASKED = re.compile(r"(?:你|你们|恁|恁们|谁|哪)家|有没有|(?:[吗没不]|[?？])\s*$")
_AGREES_WITHIN = timedelta(minutes=5)


def decide(s: Situation, reading: Reading) -> list[Effect] | None:
    """What becomes of the words; None when they carry nothing to act upon."""
    account = of_message(s, reading)
    if (effects := explaining.explained(s, reading)) is not None:
        return effects
    danger = _danger(s, account) or possible_dangers.heard(s, account)
    if danger is not None:
        return danger
    if reading.intent is Intent.RETRACT:
        return retracting.retract(s)
    if Cue.THREAT in reading.cues and s.draft is not None and s.draft.text:
        return beside.cued(s, reading)  # it says nothing of the matter that is being told
    if s.draft is not None and drafts.belongs(reading) and not unheard.is_aside(s.draft, reading):
        return drafts.go_on(s, s.draft)
    return beside.cued(s, reading) or _told(s, account)


def _told(s: Situation, account: Account) -> list[Effect] | None:
    if account.reading.is_report:
        return _report(s, account)
    if account.reading.intent in (Intent.MERGE_PLUS1, Intent.SUPPLEMENT):
        if account.reading.confidence < _SURELY_ADDS:
            return _unsurely_added(s, account)
        return _addition(s, account)
    if account.reading.intent is Intent.SURVEY_REPLY and (own := _still_waited_for(s, account)):
        return joining.supplement(s, own, account)
    return _fragment(s, account) or telling_on.followed(s, account)


def _unsurely_added(s: Situation, account: Account) -> list[Effect] | None:
    own = joining.own_recent(s)
    is_fresh = own is not None and telling_on.is_fresh(s, own)
    if own is not None and is_fresh and not account.reading.place.is_specific:
        return joining.supplement(s, own, account)
    taken = (
        _agrees(s, account)
        or pointed_at(s, account)
        or _has_it_too(s, account)
        or _fragment(s, account)
        or _begun(s, account)
    )
    return taken or _told_by_others(s, account) or _judged(s, account)


def _told_by_others(s: Situation, account: Account) -> list[Effect] | None:
    """水站说上游修管子: what those in charge say of what a neighbour just told is kept with it."""
    view = joining.latest(s) if s.group is not None and _brings_news(account) else None
    return joining.news(s, view) if view is not None and telling_on.is_fresh(s, view) else None


def _agrees(s: Situation, account: Account) -> list[Effect] | None:
    """Who says yes right after a neighbour told of it, and tells of themselves, has it too."""
    view = joining.latest(s)
    if view is None or account.reading.intent is not Intent.MERGE_PLUS1:
        return None
    is_fresh = s.now - view.case.opened_at <= _AGREES_WITHIN
    was_asked = _ASKED.search(view.case.summary) is not None
    if not is_fresh or (answers_no(normalise(account.text).plain) and not was_asked):
        return None
    return joining.plus_one(s, view)


def _still_waited_for(s: Situation, account: Account) -> CaseView | None:
    """The matter of the speaker that is as it was (还是老样子), though nobody asked."""
    return joining.own_recent(s) if Cue.STILL_BROKEN in account.reading.cues else None


def _danger(s: Situation, account: Account) -> list[Effect] | None:
    matter = account.reading.emergency
    if matter is not None:
        if s.draft is not None:
            whole = with_message(s, s.draft)
            if matter.is_felt and _is_something_else(whole.reading):
                return None
            account = whole if whole.reading.emergency else account
            matter = _as_asked(s, account.reading.emergency or matter)
        return emergencies.raise_alarm(s, account, matter)
    if s.draft is None:
        return None
    whole = with_message(s, s.draft)
    matter = whole.reading.emergency
    if matter is None:
        return None
    return emergencies.raise_alarm(s, whole, _as_asked(s, matter))


def _as_asked(s: Situation, matter: Matter) -> Matter:
    """俺滑倒了 腿动不了 … 二楼 门反锁着: no word tells a fire, so it is what was asked about."""
    if not matter.is_felt or s.draft is None or not possible_dangers.is_asked(s.draft):
        return matter
    asked = s.world.reader.read(s.draft.text, around(s)).possible_danger
    return replace(matter, leaf=asked.leaf) if asked is not None else matter


def _is_something_else(whole: Reading) -> bool:
    """那根水管 … 崩了 哗哗往外喷: no word told of a danger, and together they plainly tell of none."""
    is_told = whole.is_report and not whole.is_unsure and whole.emergency is None
    return is_told and whole.possible_danger is None


def _report(s: Situation, account: Account) -> list[Effect]:
    own = joining.own_recent(s)
    if own is not None and (
        (own.case.is_emergency and only_says_where(account))
        or telling_on.says_where_of_alarm(s, own, account)
        or telling_on.is_rest(s, own, account)
    ):
        return joining.supplement(s, own, account)
    if (alarm := _of_alarm(s, account)) is not None:
        return joining.news(s, alarm)
    if (joined := _joined(s, account, own)) is not None:
        return joined
    if own is None and (older := telling_on.goes_on_with_own(s, account)) is not None:
        return joining.supplement(s, older, account)
    if own is not None:
        account = telling_on.one_more_there(s, own, account)
    if missing(s, account) or (own is None and is_bare_spot(account)):
        return drafts.start(s, account, Intent.REPORT)
    return registering.register(s, account)


def _joined(s: Situation, account: Account, own: CaseView | None) -> list[Effect] | None:
    """The report as part of what is told already; None for a matter of its own."""
    lead, known = account.lead, known_cases(s)
    region_id = region_of(s, lead.place)
    same = duplicates.find(lead, region_id, known, s.now, s.world.categories, s.speaker.id)
    if same is not None:
        brings = _brings_news(account) and _is_of_others(account)
        is_news = own is None and (brings or calls_it_this(s, account, same.view))
        return joining.news(s, same.view) if is_news else joining.join(s, account, same)
    if is_of_misconduct(lead):
        return None  # it is nobody's but the speaker's, and no part of what others may read
    for draft in s.other_drafts:
        if _same_as_draft(s, account, draft.text):
            return drafts.join_in(s, draft)
    if (taken := taken_up(s, account)) is not None:
        return taken
    if own is not None and (
        account.reading.is_unsure or telling_on.in_same_breath(s, own, account)
    ):
        return joining.supplement(s, own, account)
    return None


def _of_alarm(s: Situation, account: Account) -> CaseView | None:
    """谁家三轮车给拉卫生院去: while somebody lies there the way to a doctor is of the alarm."""
    alarm = emergencies.told_here(s) if account.lead.leaf in _OF_THE_SICK else None
    if alarm is None or s.group is None or is_hidden(alarm.case):
        return None
    return alarm if telling_on.is_fresh(s, alarm) else None


def _same_as_draft(s: Situation, account: Account, text: str) -> bool:
    from_draft = s.world.reader.read(text, around(s))
    if not from_draft.is_report:
        return False
    lead = from_draft.matters[0]
    may_be = {leaf for leaf, _ in lead.others} if from_draft.is_unsure else set()
    is_vague = from_draft.is_unsure or account.reading.is_unsure
    is_kin = is_vague and duplicates.are_related(account.lead.leaf, lead.leaf)
    return account.lead.leaf == lead.leaf or account.lead.leaf in may_be or is_kin


def _addition(s: Situation, account: Account) -> list[Effect] | None:
    begun = [draft for draft in s.other_drafts if draft.text]
    told = next((draft for draft in begun if _tells(s, draft)), None)
    if told is not None:
        return drafts.join_in(s, told)
    own = joining.own_recent(s)
    if own is not None:
        return joining.supplement(s, own, account)
    if Cue.RISKY_ACT in account.reading.cues:
        return None  # no danger is on, so it is mere talk
    view = joining.meant(s, account.reading.intent)
    if view is not None:
        return joining.news(s, view) if _brings_news(account) else joining.plus_one(s, view)
    # what a neighbour has begun to tell may become anything yet
    unknown = drafts.join_in(s, begun[0]) if begun else None
    return unknown or _fragment(s, account) or _begun(s, account) or _judged(s, account)


def _begun(s: Situation, account: Account) -> list[Effect] | None:
    """吵死了: in a group what is wrong comes first, the thing and the place in the next breath."""
    is_scrap = s.group is not None and len(account.text) <= telling_on.SHORT
    if not is_scrap or account.reading.intent is not Intent.SUPPLEMENT:
        return None
    return drafts.start(s, account, account.reading.intent)


def _brings_news(account: Account) -> bool:
    """物业说主管爆了: what others say of it, nothing of the speaker's own home."""
    text = account.text
    plain = normalise(text).plain
    if secures(plain) or tells_what_they_said(plain):
        return True
    return _NEWS.search(text) is not None and _OWN_HOME.search(text) is None


def _is_of_others(account: Account) -> bool:
    """True for what names no spot where the speaker has it as well."""
    return not account.reading.place.is_specific


def _tells(s: Situation, draft: Draft) -> bool:
    """True for a neighbour's draft that tells of a matter already."""
    return s.world.reader.read(draft.text, around(s)).is_report


def _judged(s: Situation, account: Account) -> list[Effect] | None:
    return [Judge(account.reading.intent.value)] if s.group else None


def _has_it_too(s: Situation, account: Account) -> list[Effect] | None:
    """A home named soon after a neighbour told of no heating (2号楼冰凉; 俺家冰箱都化了) has it as well."""
    view = joining.latest(s)
    says_where = account.reading.place.is_specific or _FROM_HOME.match(account.text) is not None
    if view is None or not says_where or s.group is None:
        return None
    is_fresh = telling_on.is_fresh(s, view)
    leaf = s.world.categories.leaves.get(view.case.leaf)
    is_other = s.speaker.id not in view.reporter_ids
    if not (is_fresh and is_other and leaf is not None and leaf.top == "utility"):
        return None
    return joining.plus_one(s, view)


def _fragment(s: Situation, account: Account) -> list[Effect] | None:
    """A bare place ("B座") may be the beginning of a report, or the rest of one just told."""
    place = account.reading.place
    if not place.is_specific:
        return None
    own = joining.own_recent(s)
    if own is not None and (duplicates.is_at(place, own) or telling_on.says_where(s, own, account)):
        return joining.supplement(s, own, account)
    tells_trouble = account.reading.intent is Intent.SUPPLEMENT and s.group is not None
    if len(account.text) > (_PLACED_TROUBLE if tells_trouble else telling_on.SHORT):
        return None
    return drafts.start(s, account, account.reading.intent)
