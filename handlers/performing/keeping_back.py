"""The last gate before words go out: what was told in confidence reaches nobody else."""

from collections.abc import Iterable

from handlers.delivery import Target
from handlers.effects import Note, Say
from handlers.performing.on_cases import note
from handlers.performing.work import Work
from handlers.permissions import is_hidden, may_hear
from handlers.texts import gaps, render
from storage import cases
from storage.tables.case import Case

_SAYS_NOTHING = frozenset({"number", "county", "department"})


def may_be_told(work: Work, said: Say, found: Iterable[Target], case: Case | None) -> list[Target]:
    """Those of the chat windows that may read the words; for the others the history has a line."""
    targets = list(found)
    if case is None or not is_hidden(case):
        return targets
    kept = [one for one in targets if _may_read(work, said, one, case)]
    if len(kept) < len(targets):
        note(work, Note(case.id or said.case or 0, render("told.kept_back")))
    return kept


def _may_read(work: Work, said: Say, target: Target, case: Case) -> bool:
    holes = gaps(said.text.key)
    if target.is_public:
        return not holes  # nothing but a general word is said in any group
    if not holes - _SAYS_NOTHING or target.person_id is None:
        return True
    posts = work.world.directory.posts_held(target.person_id, work.now)
    roles = {post.role for post in posts}
    if not posts or may_hear(target.person_id, roles, case):
        return True
    return target.person_id in _reporters(work, case)


def _reporters(work: Work, case: Case) -> set[object]:
    told = {row["person_id"] for row in work.to_tell if row["case_id"] == case.id}
    known = cases.reports_of(work.session, [case.id or 0]).get(case.id or 0, ())
    return told | {report.person_id for report in known}
