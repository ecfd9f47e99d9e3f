"""How far is it: asked by number or by "俺报的那个咋样了"; a matter that is not solved is reopened."""

import re
from datetime import datetime

from handlers.effects import Effect, Judge, Say
from handlers.intake.account import here
from handlers.lifecycle.transitions import AT_WORK
from handlers.permissions import is_hidden, may_ask
from handlers.situation import CaseView, Situation
from handlers.speech import To, ToPerson
from handlers.survey import callback
from handlers.texts import Text, render
from handlers.understanding.masking import mask
from handlers.understanding.reading import Intent, Reading
from handlers.wording import day_of
from storage.codes import CaseState, Pause
from storage.tables.case import Case

_ENDED_OTHERWISE = frozenset(
    {CaseState.HANDED_OFF, CaseState.GUIDED, CaseState.WITHDRAWN, CaseState.FALSE_ALARM}
)
NUMBERED = re.compile("[#\uff03]\\s*\\d{1,7}")
NOT_SOLVED = re.compile(r"没(?:有)?解决|没修好|没弄好|又(?:坏|堵|漏|停)了|还(?:是)?没(?:好|弄|修)")


def asked_about(s: Situation, reading: Reading) -> list[Effect] | None:
    """A question for progress, by number or about one's own case; reopened in the group as well."""
    own = s.named if s.named and s.speaker.id in s.named.reporter_ids else None
    if own and NOT_SOLVED.search(s.message.text) and callback.may_be_reopened(s, own):
        return callback.reopen(s, own)
    bare_number = NUMBERED.fullmatch(s.message.text.strip()) is not None
    if reading.intent is not Intent.ASK_PROGRESS and not bare_number:
        return None
    view = s.named
    if view is None and not NUMBERED.search(s.message.text):
        view = own_matter(s) or next(iter(_own(s)), None)
    if view is None and s.group is not None and s.named is None and not bare_number:
        return None  # 有人管没: of a neighbour's matter, or of none
    return told(s, view) if view is not None else _unknown_number(s)


def own_matter(s: Situation) -> CaseView | None:
    """The newest matter at work that the speaker told of."""
    return next((v for v in _own(s) if v.case.state in AT_WORK), None)


def who_handles(s: Situation, view: CaseView) -> str:
    """The department in the lead, else somebody of the staff."""
    department = s.world.directory.department(view.lead.department_id if view.lead else None)
    return department.name if department else render("intake.staff")


def _own(s: Situation) -> list[CaseView]:
    """What the speaker told of, each list under its first matter only, newest first."""
    return [v for v in s.mine if v.case.parent_id is None]


def told(s: Situation, view: CaseView) -> list[Effect]:
    """How far the case is; of a hidden one only its reporter hears, one to one."""
    leaf = s.world.categories.leaf(view.case.leaf)
    if not may_ask(s.speaker.id, view, is_public=leaf.is_public):
        return _unknown_number(s)
    in_private = is_hidden(view.case) or not leaf.is_public
    to: To = ToPerson(s.speaker.id) if in_private else here(s)
    key = f"progress.{state_key(view, s.now, in_group=s.group is not None)}"
    params = {"state": render(f"case_state.{view.case.state.value}"), "who": who_handles(s, view)}
    if view.case.review_at is not None:
        said = view.case.deferral_reason
        params |= {"until": day_of(view.case.review_at, s.now), "reason": mask(said)}
    return [Say(to, Text(key, params), view.id), Judge(Intent.ASK_PROGRESS.value, view.id)]


def state_key(view: CaseView, now: datetime, *, in_group: bool = False) -> str:
    """Which sentence tells how far a case is; the last part of a text's key."""
    case = view.case
    if case.state is CaseState.MERGED:
        return "merged"
    if case.state in _ENDED_OTHERWISE:
        return "over"
    if case.closed_at is not None:
        return "closed"
    if case.answered_at is not None:
        return "answered"
    return _running(case, now, in_group=in_group)


def _running(case: Case, now: datetime, *, in_group: bool) -> str:
    """How a case stands that is worked on: by its clock, which may stand still."""
    if case.pause is Pause.SUSPENDED and case.review_at is not None:
        return "suspended"
    if case.pause is Pause.WAITING and not in_group:
        return "waiting"
    if case.resolve_due_at is None:
        return "no_date"
    return "overdue" if case.resolve_due_at < now else "open"


def _unknown_number(s: Situation) -> list[Effect]:
    if s.group is not None:
        return [Judge(Intent.ASK_PROGRESS.value)]
    said = Say(ToPerson(s.speaker.id), Text("progress.unknown"))
    return [said, Judge(Intent.ASK_PROGRESS.value)]
