"""A neighbour takes up the thing that somebody just told of: 那减速带我也差点绊倒."""

import re
from datetime import timedelta

from handlers.duplicates import are_related, spots
from handlers.intake import joining
from handlers.intake.account import Account
from handlers.situation import CaseView, Situation

_WITHIN = timedelta(minutes=30)
_LONG = 60  # letters; whoever writes more tells of a matter of their own
_TAKES_UP = re.compile(
    r"^\W*(?:就|是|对)?(?:那|这)|(?:我|俺|咱|家)[^,。!? ]{0,8}(?:也|都)|也(?:是|被|差点)|(?:是|早|真)该"
)
# 狗那个俺也要说: one thing of several that a neighbour told of is pointed at by its name.
_POINTS_AT = re.compile(
    r"^\W*(?:说到|提到|要说|关于|就)?(?P<thing>[^,。!? ]{1,4}?)(?:的)?(?:(?:那|这)(?:个|条|件|项|点|事儿?|一?块儿?)|的事儿?)"
)
_SAME_THING = 3  # letters in a row
_NO_THING = re.compile(r"[\W\d_了的是在都也不没有]")


def taken_up(s: Situation, account: Account) -> CaseView | None:
    """The case just told of in this group by another, of whose thing this speaks; None for none.

    It is spoken of as of something known (那…, 我也…), by the same name or of a kin kind, and at
    no other place.
    """
    view = joining.latest(s) if s.group is not None else None
    if view is None or view.case.is_emergency or s.speaker.id in view.reporter_ids:
        return None
    is_brief = len(account.text) <= _LONG and len(account.reading.matters) == 1
    if not is_brief or spots(account.reading.place.text) or s.now - view.case.opened_at > _WITHIN:
        return None
    if not _TAKES_UP.search(account.text):
        return None
    is_kin = are_related(view.case.leaf, account.lead.leaf)
    is_shared = _share_a_thing(account.text, view.case.summary)
    return view if is_kin or is_shared or _points_at_one(account.text, view.case.summary) else None


def _points_at_one(text: str, told: str) -> bool:
    named = _POINTS_AT.match(text)
    return named is not None and named["thing"] in told and not _NO_THING.search(named["thing"])


def _share_a_thing(one: str, other: str) -> bool:
    pieces = (one[at : at + _SAME_THING] for at in range(len(one) - _SAME_THING + 1))
    return any(piece in other and not _NO_THING.search(piece) for piece in pieces)
