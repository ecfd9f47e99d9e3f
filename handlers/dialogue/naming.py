"""Which departments the words of staff name, and which of them is meant."""

import unicodedata

from handlers.dialogue.commands import Do
from handlers.situation import CaseView, Situation
from storage.codes import WhistleRole
from storage.tables.region import Department


def named_departments(s: Situation) -> tuple[Department, ...]:
    """The departments named, in the order of the words; never the speaker's own."""
    text = unicodedata.normalize("NFKC", s.message.text)
    own = {p.department_id for p in s.speaker.posts}
    names = sorted(
        (
            (name, d)
            for d in s.world.directory.departments.values()
            for name in (d.name, *d.aliases)
            if name in text
        ),
        key=lambda pair: -len(pair[0]),
    )
    found: dict[int, tuple[int, Department]] = {}
    for name, department in names:
        at = text.find(name)
        if at >= 0:
            text = text.replace(name, "\0" * len(name))  # a longer name hides those within it
            found.setdefault(department.id or 0, (at, department))
    ordered = sorted(found.values(), key=lambda pair: pair[0])
    return tuple(d for _, d in ordered if d.id not in own)


def meant_department(s: Situation, view: CaseView, do: Do) -> Department | None:
    """The department a command is about, of those named.

    Of "把城管局换成住建局" the one that does not lead; of helpers to be let go one that helps.
    """
    named = named_departments(s)
    leads = {w.department_id for w in view.in_force if w.role is WhistleRole.LEAD}
    helps = {w.department_id for w in view.in_force} - leads
    match do:
        case Do.DROP_HELPER:
            fitting = [d for d in named if d.id in helps]
        case Do.REASSIGN | Do.APPROVE_REFUSAL | Do.REFUSE:
            fitting = [d for d in reversed(named) if d.id not in leads]
        case _:
            fitting = [d for d in named if d.id not in helps]
    return next(iter(fitting), next(iter(named), None))
