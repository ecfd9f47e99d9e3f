"""What becomes of a place that a resident sends on the map."""

from handlers.effects import AddReport, CaseChanges, ChangeCase, Effect, Judge, KeepDraft, Say
from handlers.intake import drafts, positions, responders
from handlers.intake.account import here, missing, with_position
from handlers.intake.joining import own_recent
from handlers.intake.positions import Position
from handlers.permissions import is_hidden
from handlers.situation import CaseView, Situation
from handlers.speech import ToPerson
from handlers.texts import Text, render
from handlers.understanding.masking import mask
from handlers.understanding.reading import Intent, PlaceGuess
from storage.codes import ReportKind
from storage.tables.conversation import Draft


def decide(s: Situation) -> list[Effect] | None:
    """The place goes to what the sender tells or told of; None for a message without a point."""
    position = positions.of_message(s.message)
    if position is None:
        return None
    place = positions.place_of(s.world.directory, position)
    if place is None:
        return _elsewhere(s)
    if s.draft is not None:
        return _of_draft(s, s.draft, position)
    own = own_recent(s)
    if own is not None:
        return _of_case(s, own, place)
    return _begin(s, position, place)


def _elsewhere(s: Situation) -> list[Effect]:
    """A point outside of the county is no place of ours: nothing is guessed from it."""
    judged = Judge(Intent.CHIT_CHAT.value)
    if s.message.is_group:
        return [judged]
    county = s.world.directory.county.name
    return [Say(ToPerson(s.speaker.id), Text("resident.elsewhere", {"county": county})), judged]


def _of_draft(s: Situation, draft: Draft, position: Position) -> list[Effect]:
    account = with_position(s, draft, position)
    is_whole = account.reading.is_report and not missing(s, account)
    if is_whole and draft.asked == "place":
        return drafts.conclude(s, account, asked=draft.asked)
    settle_at = max(draft.settle_at, s.now + s.world.policy.settle_after)
    if is_whole and not draft.asked:
        settle_at = min(settle_at, s.now + s.world.policy.settle_after)
    kept = KeepDraft(
        draft.conversation_id,
        draft.person_id,
        account.message_ids,
        draft.text,
        draft.started_at,
        settle_at,
        account.joined,
        draft.asked,
        position.as_row(),
    )
    return [kept, Judge(Intent.SUPPLEMENT.value)]


def _of_case(s: Situation, own: CaseView, place: PlaceGuess) -> list[Effect]:
    """The case lies at the point from now on; a spot it already has keeps its words."""
    changes = _changes(s, own, place)
    added = AddReport(
        own.id, s.speaker.id, ReportKind.SUPPLEMENT, (s.message.id or 0,), mask(place.text)
    )
    effects: list[Effect] = [added, ChangeCase(own.id, changes)]
    if own.case.is_emergency:
        effects += responders.tell_where(
            s, own, _spot(s, place), changes.get("region_id", own.case.region_id)
        )
    return [*effects, *_thanks(s, own, changes), Judge(Intent.SUPPLEMENT.value, own.id)]


def _spot(s: Situation, place: PlaceGuess) -> str:
    """The place for who must find it: the grid as well, for a label may be anything."""
    region = s.world.directory.region(place.region_id)
    if region is None:
        return mask(place.text)
    return render("reason.position_spot", region=region.name, spot=mask(place.text))


def _changes(s: Situation, own: CaseView, place: PlaceGuess) -> CaseChanges:
    changes = CaseChanges()
    if place.point is not None:
        changes["longitude"], changes["latitude"] = place.point
    if not own.case.place:
        changes["place"] = mask(place.text)
    if place.region_id is not None and responders.is_finer(s, own, place.region_id):
        changes["region_id"] = place.region_id
    return changes


def _thanks(s: Situation, own: CaseView, changes: CaseChanges) -> list[Effect]:
    case = own.case
    if s.message.is_group:
        return []
    if is_hidden(case):
        return [Say(here(s), Text("intake.supplemented_confidential"), own.id)]
    spot = changes.get("place", "")
    params = {"spot": spot, "sorry": ""}
    text = Text("intake.place_added", params) if spot else Text("intake.supplemented")
    return [Say(here(s), text, own.id)]


def _begin(s: Situation, position: Position, place: PlaceGuess) -> list[Effect]:
    """The place is kept for the words that may follow; only one to one they are asked for."""
    in_group = s.message.is_group
    patience = s.world.policy.question_after if in_group else s.world.policy.answer_wait
    kept = KeepDraft(
        s.conversation.id or 0,
        s.speaker.id,
        (s.message.id or 0,),
        "",
        s.now,
        s.now + patience,
        asked="" if in_group else "matter",
        position=position.as_row(),
    )
    if in_group:
        return [kept, Judge(Intent.CHIT_CHAT.value)]
    region = s.world.directory.region(place.region_id)
    spot = position.label or (region.name if region else place.text)
    said = Say(ToPerson(s.speaker.id), Text("resident.position_kept", {"spot": mask(spot)}))
    return [said, kept, Judge(Intent.SUPPLEMENT.value)]
