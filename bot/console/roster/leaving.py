"""A post ends, or its holder is away: what they have in hand is handed over in the same change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.console.roster.desk import Desk, Reader
from bot.console.roster.handing_over import (
    Work,
    count_in_hand,
    hand_over,
    is_long,
    named,
    of_post,
    taking,
)
from bot.console.roster.posts import seat_of, where_of
from bot.console.visitor import Visitor
from bot.console.wording import label
from bot.roster.columns import Sheet
from bot.roster.landing import lock_roster
from handlers.governance.handing_over import Why
from storage import roster
from storage.clock import CHINA, local
from storage.county.known import file_id
from storage.people import get_people
from storage.roster import Absence
from storage.tables.person import Person, Post

_DAY = timedelta(days=1)
_NOT_YOURS = "这个岗位不归您管，或者已经结束。"


@dataclass(frozen=True)
class Form:
    """What was sent off, by whom, and as which click it is kept."""

    given: Mapping[str, str]
    reader: Reader
    click_id: int

    @property
    def visitor(self) -> Visitor:
        """Who sent it off."""
        return self.reader.visitor

    def may_change(self, post: Post) -> bool:
        """Whether they keep this post."""
        return self.reader.may_change(post.region_id, post.department_id, post.role)


def end(session: Session, form: Form, post_id: int) -> tuple[bool, str]:
    """The post has ended, and its holder's open cases are another's, or are left for later."""
    lock_roster(session)
    post = roster.find_post(session, post_id)
    if post is None or not form.may_change(post):
        return False, _NOT_YOURS
    case_ids = _in_hand(session, form, post)
    to = taking(form.given, form.visitor, post.person_id, len(case_ids))
    if isinstance(to, str):
        return False, to
    row = {
        "person": file_id(session, post.person_id),
        "role": post.role.value,
        "seat": seat_of(post, form.reader),
        "state": "结束",
    }
    is_done, said = Desk.change(session, form.reader, Sheet.PEOPLE, row)
    if not is_done:
        return False, said
    is_last = len(form.visitor.world.directory.posts_of(post.person_id)) == 1
    work = (post.person_id, case_ids, is_last)
    return True, said + _handed_over(session, form, work, to.person, Why.LEFT)


def away(session: Session, form: Form, post_id: int) -> tuple[bool, str]:
    """The holder is away, or back; what they have in hand is settled when nobody stands in for long."""
    lock_roster(session)
    post = roster.find_post(session, post_id)
    if post is None or not form.may_change(post):
        return False, _NOT_YOURS
    absence = _absence(form.given, post, form.visitor)
    if isinstance(absence, str):
        return False, absence
    case_ids = _in_hand(session, form, post) if absence is not None else []
    asks = absence is not None and is_long(absence)
    given = form.given if asks else {"open": "later", **form.given}
    to = taking(given, form.visitor, post.person_id, len(case_ids))
    if isinstance(to, str):
        return False, to
    roster.set_absence(session, post, absence)
    said = _said(absence, form.reader)
    roster.note(session, post, form.visitor.id, form.visitor.now, said=(_subject(post, form), said))
    work = (post.person_id, case_ids, asks)
    return True, said + _handed_over(session, form, work, to.person, Why.AWAY)


def hand_over_all(session: Session, form: Form, person_id: int) -> tuple[bool, str]:
    """All open cases of a person are another's, also when the person has left already."""
    lock_roster(session)
    post = _post_of(session, form, person_id)
    if post is None:
        return False, _NOT_YOURS
    case_ids = roster.list_open_work(session, person_id)
    if not count_in_hand(session, [person_id]):
        return False, "手上没有在办的事，不用移交。"
    to = taking(form.given, form.visitor, person_id, len(case_ids))
    if isinstance(to, str):
        return False, to
    if to.person is None and case_ids:
        return False, "请写明交给谁接着办。"
    is_here = bool(form.visitor.world.directory.posts_of(person_id))
    why = Why.MOVED if is_here else Why.LEFT
    return True, _handed_over(session, form, (person_id, case_ids, True), to.person, why)


def _post_of(session: Session, form: Form, person_id: int) -> Post | None:
    """A post of the person, when the visitor keeps all of them; of somebody who left, their last."""
    held = form.visitor.world.directory.posts_of(person_id)
    if held:
        return held[0] if all(map(form.may_change, held)) else None
    last = roster.list_left(session, form.visitor.county_id).get(person_id)
    return last if last is not None and form.may_change(last) else None


def _in_hand(session: Session, form: Form, post: Post) -> list[int]:
    posts = form.visitor.world.directory.posts_of(post.person_id)
    return of_post(session, post, form.visitor, posts)


def _handed_over(
    session: Session, form: Form, work: tuple[int, Sequence[int], bool], to: Person | None, why: Why
) -> str:
    """The open cases go to `to`, calls and visits (if the work has them) to whoever may make them."""
    person_id, case_ids, with_errands = work
    giver = get_people(session, [person_id])[person_id]
    held = Work(giver, case_ids, why, with_errands)
    return hand_over(session, form.click_id, form.visitor, held, to)


def _subject(post: Post, form: Form) -> str:
    person = form.visitor.world.directory.staff.get(post.person_id)
    name = person.name if person is not None else ""
    return f"{name}，{where_of(post, form.reader)}{label(post.role)}"


def _absence(given: Mapping[str, str], post: Post, visitor: Visitor) -> Absence | str | None:
    """What the form asks for: an absence, its end (None), or what is wrong with it."""
    if given.get("back_at_work"):
        return None
    try:
        begin = date.fromisoformat(given.get("from", ""))
        end = date.fromisoformat(given["until"]) if given.get("until") else None
    except ValueError:
        return "日期没有填对。"
    if end is not None and end < begin:
        return "最后一天早于第一天，请改一改。"
    name = given.get("stand_in", "").strip()
    found = named(name, visitor, post.person_id) if name else None
    if isinstance(found, str):
        return f"{found}，不能替班。"
    ends_at = _midnight(end + _DAY) if end is not None else None
    return Absence(_midnight(begin), ends_at, found.id if found is not None else None)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


def _said(absence: Absence | None, reader: Reader) -> str:
    if absence is None:
        return "回来上岗了。"
    begin = local(absence.begins_at)
    until = local(absence.ends_at - _DAY) if absence.ends_at is not None else None
    length = f"{begin:%Y-%m-%d} 到 {until:%Y-%m-%d}" if until else f"{begin:%Y-%m-%d} 起"
    person = reader.visitor.world.directory.staff.get(absence.stand_in_id or 0)
    return f"{length} 不在岗，{f'{person.name}替班' if person else '没有指定替班的人'}。"
