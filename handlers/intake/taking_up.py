"""A neighbour takes up the thing that somebody just told of: 那减速带我也差点绊倒."""

import re
from datetime import timedelta

from handlers.duplicates import are_related, spots
from handlers.effects import Effect
from handlers.intake import joining
from handlers.intake.account import Account
from handlers.situation import CaseView, Situation

_WITHIN = timedelta(minutes=30)
_REMARK = 24  # letters
_LONG = 60  # letters; whoever writes more tells of a matter of their own
_TAKES_UP = re.compile(
    r"^\W*(?:就|是|对)?(?:那|这)|(?:我|俺|咱|家)[^,。!? ]{0,8}(?:也|都)|也(?:是|被|差点)|(?:是|早|真)该|^\W*(?:还|而且|不光|不但|夜里|半夜|晚上)(?:往|把|在|给|半夜|夜里|天天|老是?|经常|偷|有|更|排|放|漏|冒)"
)
# 狗那个俺也要说: one thing of several that a neighbour told of is pointed at by its name.
_POINTS_AT = re.compile(
    r"^\W*(?:说到|提到|要说|关于|就)?(?P<thing>[^,。!? ]{1,4}?)(?:的)?(?:(?:那|这)(?:个|条|件|项|点|事儿?|一?块儿?)|的事儿?)"
)
# 又丢车 这棚子也没个监控, right after a car was stolen from 车棚: this one is the one just told of.
_THIS = re.compile(r"(?:这|那)(?:个|条|家|栋|片|块|边|些)?(?P<thing>[^\W\d_]{1,3})")
_NO_NAME = frozenset("个条家栋片块边些里么样儿天回次事人时候会种点是有的了也都还不没")
_JUST_TOLD = timedelta(minutes=10)
_SURELY_ELSE = 0.9  # who is as sure of another kind of matter tells of that
_SAME_THING = 3  # letters in a row
_NO_THING = re.compile(r"[\W\d_了的是在都也不没有]")


def taken_up(s: Situation, account: Account) -> list[Effect] | None:
    """The words as part of what another just told of in this group; None where they are of something else.

    It is spoken of as of something known (那…, 我也…), by the same name or of a kin kind, and at
    no other place; a mere remark about it makes nobody its reporter.
    """
    view = joining.latest(s) if s.group is not None else None
    if view is None or view.case.is_emergency or s.speaker.id in view.reporter_ids:
        return None
    is_brief = len(account.text) <= _LONG and len(account.reading.matters) == 1
    if not is_brief or spots(account.reading.place.text) or s.now - view.case.opened_at > _WITHIN:
        return None
    if calls_it_this(s, account, view):
        return joining.news(s, view)
    return joining.plus_one(s, view) if _is_of_it(account, view) else None


def pointed_at(s: Situation, account: Account) -> list[Effect] | None:
    """桥那个确实 差点把娃闪下去: no report by itself, but of the thing that another just told of."""
    view = joining.latest(s) if s.group is not None else None
    if view is None or view.case.is_emergency or s.now - view.case.opened_at > _WITHIN:
        return None
    is_of_it = _points_at_one(account.text, view.case.summary)
    return joining.plus_one(s, view) if is_of_it else None


def _is_of_it(account: Account, view: CaseView) -> bool:
    text, told = account.text, view.case.summary
    if not _TAKES_UP.search(text):
        return False
    is_kin = are_related(view.case.leaf, account.lead.leaf)
    return is_kin or _share_a_thing(text, told) or _points_at_one(text, told)


def calls_it_this(s: Situation, account: Account, view: CaseView) -> bool:
    """True for a remark about the very thing just told of, in words that tell hardly anything else."""
    is_remark = len(account.text) <= _REMARK and account.lead.confidence < _SURELY_ELSE
    if not is_remark or account.reading.place.is_specific:
        return False
    told = f"{view.case.summary} {view.case.place}"
    letters = {letter for one in _THIS.finditer(account.text) for letter in one["thing"]}
    is_fresh = s.now - view.case.opened_at <= _JUST_TOLD
    return is_fresh and any(letter in told for letter in letters - _NO_NAME)


def _points_at_one(text: str, told: str) -> bool:
    named = _POINTS_AT.match(text)
    return named is not None and named["thing"] in told and not _NO_THING.search(named["thing"])


def _share_a_thing(one: str, other: str) -> bool:
    pieces = (one[at : at + _SAME_THING] for at in range(len(one) - _SAME_THING + 1))
    return any(piece in other and not _NO_THING.search(piece) for piece in pieces)
