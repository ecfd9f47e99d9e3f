"""Letters that people ask for: about a case, or about a unit's month; somebody else signs."""

import re
from datetime import datetime

from handlers.effects import DraftLetter, Effect, Say
from handlers.governance.letters import Grounds, case_named, draft_of, told_of_draft
from handlers.governance.rights import DRAFTERS
from handlers.governance.units import Unit, unit_of
from handlers.permissions import COUNTY, avoided, roles_on
from handlers.situation import CaseView, Speaker, World
from handlers.speech import ToPerson
from handlers.texts import Text, render
from storage.clock import CHINA
from storage.codes import LetterKind, LetterRule

_FIGURES = (
    ("crimes", r"(?:刑事|治安)?(?:案件|发案|零案件)\D{0,3}(\d{1,4})"),
    ("accidents", r"(?:安全)?事故\D{0,3}(\d{1,4})"),
    ("petitions", r"(?:上访|信访)\D{0,3}(\d{1,4})"),
)
_MONTH = re.compile(r"(?:(20\d\d)年)?(1[0-2]|[1-9])月(?:份)?")
_COLOURS = ("blue", "yellow", "orange", "red")  # domain 1.2: so many of the three are not kept


def about_case(
    speaker: Speaker, view: CaseView, kind: LetterKind, why: str, now: datetime, world: World
) -> list[Effect]:
    """A 提示函 or 督办单 about a case is drafted, when the speaker has to do with the case."""
    if not speaker.roles() & DRAFTERS or not roles_on(speaker, view, world.directory):
        return [_answer(speaker, "letter.not_drafter")]
    unit = unit_of(view, world)
    if unit is None:
        return [_answer(speaker, "letter.no_unit")]
    case = case_named(view, world)
    reason = render("letter.reason_by_hand", case=case, why=why) if why else ""
    if not reason:
        return [_answer(speaker, "letter.ask_reason", kind=_label(kind), case=case)]
    centre = bool(speaker.roles() & COUNTY)
    kept = avoided(view.case)
    grounds = Grounds(kind, LetterRule.BY_HAND, (reason,), speaker.id, centre, kept)
    return [draft_of(view, unit, grounds, now, world)]


def of_month(
    speaker: Speaker, unit: Unit | None, words: str, now: datetime, world: World
) -> list[Effect]:
    """A 警示函 to a unit from the three figures of its month; units, never people."""
    if not speaker.roles() & DRAFTERS:
        return [_answer(speaker, "letter.not_drafter")]
    figures = figures_in(words)
    if unit is None or len(figures) < len(_FIGURES):
        return [_answer(speaker, "letter.ask_figures")]
    missed = sum(1 for value in figures.values() if value)
    if not missed:
        return [_answer(speaker, "letter.all_kept", unit=unit.name)]
    month = month_in(words, now)
    data: dict[str, str | int] = {**figures, "month": month}
    data["colour"] = render(f"letter.colour_{_COLOURS[missed]}")
    reason = render("letter.reason_figures", **data)
    centre = bool(speaker.roles() & COUNTY)
    grounds = Grounds(LetterKind.WARNING, LetterRule.FIGURES, (reason,), speaker.id, centre)
    return [
        DraftLetter(
            key=f"unit:{unit.key}:warning:{month}:{now:%Y%m%d%H%M%S}",
            kind=grounds.kind,
            rule=grounds.rule,
            reasons=grounds.reasons,
            department_id=unit.department_id,
            region_id=unit.region_id,
            data=data,
            drafter_id=speaker.id,
            told=tuple(told_of_draft(unit, grounds, now, world)),
        )
    ]


def figures_in(words: str) -> dict[str, int]:
    """The month's figures a text gives: 案件2 事故1 上访3; "零" and "无" are none."""
    plain = re.sub(r"(案件|事故|上访|信访)\s*(?:[:为是])?\s*[零无〇没]", r"\g<1>0", words)
    found = ((name, re.search(pattern, plain)) for name, pattern in _FIGURES)
    return {name: int(match[1]) for name, match in found if match is not None}


def month_in(words: str, now: datetime) -> str:
    """The month a text speaks of, else the current one; before the tenth the one before."""
    here = now.astimezone(CHINA)
    named = _MONTH.search(words)
    if named is not None:
        return f"{named[1] or here.year}年{int(named[2])}月"
    year, month = here.year, here.month
    if here.day <= 10 and "本月" not in words:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return f"{year}年{month}月"


def _label(kind: LetterKind) -> str:
    return render(f"letter_kind.{kind.value}")


def _answer(speaker: Speaker, key: str, **params: object) -> Say:
    return Say(ToPerson(speaker.id), Text(key, params))
