"""Told too late to open a closed case again: a new one is opened, linked to the old (3b#21)."""

from datetime import datetime

from handlers.effects import Effect, OpenCase, Say
from handlers.lifecycle.facts import Facts
from handlers.lifecycle.opening import opening
from handlers.permissions import avoided, avoided_departments
from handlers.routing.exclusion import Exclusion
from handlers.situation import CaseView, Speaker, World
from handlers.speech import ToPerson
from handlers.texts import Text, render
from handlers.wording import number
from storage.codes import CaseState
from storage.tables.case import Case

_NEW = "again"


def linked(
    view: CaseView,
    reporter: Speaker,
    message_ids: tuple[int, ...],
    now: datetime,
    world: World,
) -> list[Effect]:
    """The same matter at the same place, registered anew; whoever told it need not say it again."""
    old = view.case
    facts = Facts(
        _NEW,
        world.categories.leaf(old.leaf),
        old.urgency,
        old.region_id,
        avoid=Exclusion(avoided(old), avoided_departments(old)),
    )
    said = Text("survey.opened_anew", {"before": number(old.number)})
    return [
        _opened(old, reporter, message_ids),
        *opening(facts, now, world),
        Say(ToPerson(reporter.id), said, _NEW),
    ]


def _opened(old: Case, reporter: Speaker, message_ids: tuple[int, ...]) -> OpenCase:
    return OpenCase(
        name=_NEW,
        leaf=old.leaf,
        title=old.title,
        summary=old.summary,
        region_id=old.region_id,
        place=old.place,
        urgency=old.urgency,
        state=CaseState.REGISTERED,
        reporter_id=reporter.id,
        message_ids=message_ids,
        words=old.summary,
        group_id=old.group_id,
        is_private=old.is_private,
        is_confidential=old.is_confidential,
        linked_id=old.id,
        reasons=(render("survey.again_after", before=number(old.number)),),
        tags=tuple(old.tags),
    )
