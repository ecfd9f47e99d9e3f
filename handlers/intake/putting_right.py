"""The teller says where it is after all (说错了 是4号楼): whoever is on the way goes there."""

from handlers.effects import CaseChanges, ChangeCase, Effect, Say
from handlers.intake import responders
from handlers.intake.account import Account, around, counted, here
from handlers.permissions import is_hidden
from handlers.situation import CaseView, Situation
from handlers.speech import To, ToDepartment, ToPerson, ToRole
from handlers.texts import Text
from handlers.understanding.corrections import is_correction, what_is_right
from handlers.understanding.masking import mask
from handlers.understanding.normalise import normalise
from storage.codes import Role


def put_right(s: Situation, view: CaseView, account: Account) -> list[Effect]:
    """The case is at the place that was meant, and its handlers know; nothing for other words."""
    plain = normalise(account.text).plain
    if account.person_id not in view.reporter_ids or not is_correction(plain):
        return []
    place = s.world.reader.read(what_is_right(plain), around(s)).place
    if not place.is_specific or place.text == view.case.place:
        return []
    spot = mask(counted(place.text, view.case.leaf))
    changed = ChangeCase(view.id, CaseChanges(place=spot))
    if view.case.is_emergency:
        return [changed, *responders.tell_where(s, view, spot, view.case.region_id)]
    if is_hidden(view.case):
        return [changed]
    told = Text("told.place_corrected", {"spot": spot})
    said = Say(here(s), Text("intake.place_corrected", {"spot": spot}), view.id)
    return [changed, *(Say(one, told, view.id) for one in _handlers(view)), said]


def _handlers(view: CaseView) -> list[To]:
    to: list[To] = [ToDepartment(w.department_id) for w in view.in_force]
    owner, region_id = view.case.owner_id, view.case.region_id
    return [*to, ToPerson(owner) if owner is not None else ToRole(Role.GRID_MEMBER, region_id)]
