"""Signs that surveys were made up (3e): of cases and places, never of persons."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from handlers.directory import Directory
from handlers.survey.records import Record
from handlers.survey.shares import FEWEST
from storage.codes import SurveyKind
from storage.tables.survey import Survey

_SAME_PHONE = 3  # reporters
_QUICK, _QUICK_CASES = timedelta(seconds=20), 5
_BEST = 4  # stars


class Sign(StrEnum):
    """What looks made up."""

    SAME_PHONE = "same_phone"
    TOO_QUICK = "too_quick"
    TOO_PERFECT = "too_perfect"
    OWN_ACCOUNT = "own_account"
    BEFORE_DONE = "before_done"


@dataclass(frozen=True)
class Finding:
    """A sign, the place it was found at (the whole county: None), the numbers of the cases."""

    sign: Sign
    region_id: int | None
    cases: tuple[int, ...]


def findings(
    records: Sequence[Record], phones: Mapping[int, str], directory: Directory
) -> list[Finding]:
    """Every sign in these records; whose telephone or account it was stays untold."""
    told = [r for r in records if r.left is None]
    return [
        *_same_phone(told, phones),
        *_by_place(Sign.TOO_QUICK, told, _are_too_quick),
        *_by_place(Sign.TOO_PERFECT, told, _are_too_perfect),
        *_by_place(Sign.OWN_ACCOUNT, told, lambda of_place: _own_accounts(of_place, directory)),
        *_by_place(Sign.BEFORE_DONE, told, _answered_before_done),
    ]


def _same_phone(records: Iterable[Record], phones: Mapping[int, str]) -> list[Finding]:
    """One telephone stands behind three reporters or more."""
    cases: dict[str, set[int]] = defaultdict(set)
    reporters: dict[str, set[int]] = defaultdict(set)
    for record in records:
        for person_id in {r.person_id for r in record.reports}:
            phone = phones.get(person_id, "")
            if phone:
                cases[phone].add(record.number)
                reporters[phone].add(person_id)
    shared = (phone for phone, ids in sorted(reporters.items()) if len(ids) >= _SAME_PHONE)
    return [Finding(Sign.SAME_PHONE, None, tuple(sorted(cases[phone]))) for phone in shared]


def _by_place(
    sign: Sign, records: Iterable[Record], find: Callable[[list[Record]], list[int]]
) -> list[Finding]:
    places: dict[int, list[Record]] = defaultdict(list)
    for record in records:
        places[record.case.region_id or 0].append(record)
    found = ((region_id, find(of_place)) for region_id, of_place in sorted(places.items()))
    return [Finding(sign, where or None, tuple(sorted(ids))) for where, ids in found if ids]


def _are_too_quick(records: list[Record]) -> list[int]:
    """Answers that came within seconds of the result, again and again."""
    quick = [
        r.number
        for r in records
        for s in _of_result(r)
        if s.answered_at is not None
        and r.case.answered_at is not None
        and timedelta() <= s.answered_at - r.case.answered_at < _QUICK
    ]
    return list(dict.fromkeys(quick)) if len(set(quick)) >= _QUICK_CASES else []


def _are_too_perfect(records: list[Record]) -> list[int]:
    """Everybody content and nobody with a word to say."""
    answers = [(r.number, s) for r in records for s in r.last_answers()]
    if len(answers) < FEWEST or any(s.remark or s.reasons for _, s in answers):
        return []
    perfect = all(s.resolved == 1 and (s.satisfaction or _BEST) >= _BEST for _, s in answers)
    return list(dict.fromkeys(number for number, _ in answers)) if perfect else []


def _own_accounts(records: list[Record], directory: Directory) -> list[int]:
    """Whoever handled it is among those who told of it."""
    return [r.number for r in records if any(_handled(r, one, directory) for one in _tellers(r))]


def _answered_before_done(records: list[Record]) -> list[int]:
    """An answer older than the result it is about."""
    return [
        r.number
        for r in records
        if any(
            s.answered_at is not None
            and (r.case.answered_at is None or s.answered_at < r.case.answered_at)
            for s in _of_result(r)
        )
    ]


def _of_result(record: Record) -> list[Survey]:
    """What was asked of the present result."""
    turn = record.case.reopen_count + 1
    return [s for s in record.surveys if s.kind is SurveyKind.RESULT and s.round == turn]


def _tellers(record: Record) -> set[int]:
    return {r.person_id for r in record.reports}


def _handled(record: Record, person_id: int, directory: Directory) -> bool:
    if person_id == record.case.owner_id:
        return True
    led = {w.department_id for w in record.whistles}
    posts = directory.posts_of(person_id)
    return any(p.department_id in led for p in posts if p.department_id is not None)
