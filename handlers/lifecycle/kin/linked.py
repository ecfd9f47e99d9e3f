"""A case that goes on from another: told again too late to reopen (3b#21), or parted from it (3b#4)."""

from dataclasses import dataclass
from datetime import datetime

from handlers.effects import Effect, OpenCase, Say
from handlers.lifecycle import opening
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice
from handlers.permissions import nameless, secrecy
from handlers.situation import CaseView, World
from handlers.speech import ToPerson
from handlers.texts import Text, render
from handlers.understanding.masking import mask
from handlers.understanding.reading import Around
from handlers.wording import number
from storage.codes import CaseState

LINKED = "linked"  # the name of the new case within the decision


@dataclass(frozen=True)
class Retold:
    """Who tells it, in which words and messages."""

    person_id: int
    words: str
    message_ids: tuple[int, ...] = ()


def open_linked(old: CaseView, told: Retold, now: datetime, world: World) -> list[Effect]:
    """A case of its own is open, where the old one was unless the words say otherwise."""
    case, known = old.case, facts_of(old, world)
    around = Around((case.region_id,)) if case.region_id is not None else Around()
    reading = world.reader.read(told.words, around)
    matter = reading.matters[0] if reading.is_report else None
    same = matter is None or matter.leaf == case.leaf or matter.is_emergency
    leaf = known.leaf if matter is None or same else world.categories.leaf(matter.leaf)
    place = matter.place.text if matter is not None and matter.place.is_specific else case.place
    facts = opening.Facts(LINKED, leaf, leaf.urgency, case.region_id, avoid=known.avoid)
    voice = Voice(facts, now, world)
    secret = (secrecy(told.person_id),) if told.person_id in nameless(case) else ()
    opened = OpenCase(
        name=LINKED,
        leaf=leaf.id,
        title=leaf.short_name,
        summary=_summary(case.summary, mask(told.words), is_whole=matter is not None),
        region_id=case.region_id,
        place=mask(place),
        urgency=leaf.urgency,
        state=CaseState.EMERGENCY if facts.is_emergency else CaseState.REGISTERED,
        reporter_id=told.person_id,
        message_ids=told.message_ids,
        words=told.words,
        group_id=case.group_id,
        is_private=leaf.is_private,
        is_confidential=leaf.is_confidential,
        linked_id=old.id,
        reasons=(
            render("reason.linked", before=number(case.number)),
            *opening.why(voice),
        ),
        tags=(*known.avoid.tags(), *secret),
    )
    return [opened, *opening.opening(voice)]


def _summary(before: str, words: str, *, is_whole: bool) -> str:
    """What it is about: words that tell no matter by themselves ("俺家也是") stand behind the old ones."""
    return words if is_whole else "；".join(filter(None, (before, words)))


def taken_up_again(old: CaseView, told: Retold, now: datetime, world: World) -> list[Effect]:
    """Too late to reopen (3b#21): a new case takes it up; whoever told it need not say it again."""
    said = Text("told.opened_anew", {"before": number(old.case.number)})
    return [*open_linked(old, told, now, world), Say(ToPerson(told.person_id), said, LINKED)]
