"""What the law does not let anybody do is not opened again and again: two persons say so (3e)."""

import re
import unicodedata

from handlers.effects import Effect, Judge, MoveCase, Note, Say
from handlers.lifecycle.endings import ended
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.transitions import find
from handlers.permissions import COUNTY, avoided, roles_on
from handlers.situation import CaseView, Situation
from handlers.speech import ToPerson
from handlers.texts import Text, render
from handlers.understanding.masking import mask
from handlers.understanding.reading import Intent
from handlers.wording import chinese_marks
from storage.codes import BeyondLaw, Move, Role
from storage.tables.case import CaseEvent
from storage.tables.person import Person

MAY_SAY_SO = COUNTY | {Role.LEADER}
_SAID = re.compile(r"办不到")
_AGREED = re.compile(r"(?:同意|确认|认可|复核(?:无误|通过)).{0,6}办不到|办不到.{0,4}(?:属实|同意)")
_REFUSED = re.compile(r"(?:不同意|不认可|不通过|驳回).{0,6}办不到|办不到.{0,4}(?:不同意|不通过)")
_CODE = re.compile(r"[Bb]([1-4])")
_HEAD = re.compile(r"#?\s*\d{1,7}|(?:依法|依规|确实)*办不到|[Bb][1-4]")
_SHORTEST = 15  # letters of a reason, as of a result
_MARKS = " ,\uff0c。.;\uff1b:\uff1a、!\uff01"


def decide(s: Situation) -> list[Effect] | None:
    """The first person's reason, or the second one's word on it; None for any other words."""
    words = unicodedata.normalize("NFKC", s.message.text)
    view = s.named or s.last_told
    if _SAID.search(words) is None or view is None:
        return None
    roles = roles_on(s.speaker, view, s.world.directory) & MAY_SAY_SO
    row = find(view.case.state, Move.BEYOND_LAW)
    if not roles or row is None:
        return None
    if _REFUSED.search(words):
        return _refused(s, view)
    if _AGREED.search(words):
        return _agreed(s, view, min(roles))
    return _proposed(s, view, min(roles))


def is_settled(view: CaseView) -> bool:
    """True for a case of which two persons said that the law does not let it be done."""
    return render("tag.beyond_law") in view.case.tags


def _proposed(s: Situation, view: CaseView, role: Role) -> list[Effect]:
    words = s.message.text.strip()
    code = _CODE.search(words)
    reason = chinese_marks(_HEAD.sub("", words).strip(_MARKS))
    reviewer = _other(s, view)
    if code is None or len(reason) < _SHORTEST or reviewer is None:
        return _say(s, view, "no_way.ask")
    grounds = BeyondLaw(f"B{code[1]}")
    named = render(f"beyond_law.{grounds.value}")
    data = {"beyond_law": grounds.value, "by": s.speaker.id, "reason": mask(reason)}
    noted = render("no_way.noted", code=named, reason=mask(reason))
    asked = {"who": s.speaker.person.name, "code": named, "reason": mask(reason)}
    return [
        Note(view.id, noted, role, data),
        Say(ToPerson(reviewer.id or 0), Text("no_way.review", asked), view.id),
        *_say(s, view, "no_way.proposed"),
    ]


def _agreed(s: Situation, view: CaseView, role: Role) -> list[Effect]:
    """The second person agrees: closed, with the code, and the reporters read why."""
    proposal = s.proposal
    if proposal is None:
        return _say(s, view, "no_way.none")
    if proposal.data["by"] == s.speaker.id:
        return _say(s, view, "no_way.same")
    return [*_closed(s, view, role, proposal), *_say(s, view, "no_way.done")]


def _closed(s: Situation, view: CaseView, role: Role, proposal: CaseEvent) -> list[Effect]:
    reason, row = str(proposal.data["reason"]), find(view.case.state, Move.BEYOND_LAW)
    voice = Voice(facts_of(view, s.world), s.now, s.world)
    code = str(proposal.data["beyond_law"])
    move = MoveCase(
        view.id,
        Move.BEYOND_LAW,
        row.to if row else view.case.state,
        role,
        note=reason,
        data={"beyond_law": code, "proposed_by": proposal.data["by"]},
        changes={
            "result": reason,
            "answered_at": view.case.answered_at or s.now,
            "tags": [*view.case.tags, render("tag.beyond_law")],
        },
    )
    told = voice.reporters(view, "no_way.reporter", reason=reason)
    return [*ended(view, voice, move, "no_way.staff"), *told]


def _refused(s: Situation, view: CaseView) -> list[Effect]:
    if s.proposal is None:
        return _say(s, view, "no_way.none")
    withdrawn = Note(view.id, render("no_way.refused_noted"), data={"beyond_law": ""})
    first = Say(ToPerson(int(s.proposal.data["by"])), Text("no_way.refused"), view.id)
    return [withdrawn, first, *_say(s, view, "no_way.refused_self")]


def _other(s: Situation, view: CaseView) -> Person | None:
    """Somebody else at the county's desk; of what few may know the county's duty alone."""
    directory, top = s.world.directory, s.world.directory.top.id
    seats: tuple[Role, ...] = (Role.LEADER, Role.COUNTY_DUTY, Role.CENTRE_OPERATOR)
    if facts_of(view, s.world).is_closed_circle:
        seats = (Role.COUNTY_DUTY,)
    found = (p for role in seats for p in directory.holders(role, s.now, region_id=top))
    left = avoided(view.case) | {s.speaker.id, view.case.owner_id}
    return next((p for p in found if p.id not in left), None)


def _say(s: Situation, view: CaseView, key: str) -> list[Effect]:
    said = Say(ToPerson(s.speaker.id), Text(key), view.id)
    return [said, Judge(Intent.STAFF_TALK.value, view.id)]
