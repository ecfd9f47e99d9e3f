"""What a word beside the matter asks for: danger stopped, medicine cooled, a sighting passed on."""

from datetime import timedelta

from handlers.effects import AddReport, CaseRef, Effect, Judge, Note, Say
from handlers.intake import responders, threats
from handlers.intake.account import here
from handlers.intake.joining import SWINDLE, latest, own_recent
from handlers.situation import CaseView, Situation
from handlers.speech import ToPerson
from handlers.texts import Text, keys
from handlers.understanding.masking import mask
from handlers.understanding.reading import Cue, Intent, Reading
from storage.codes import ReportKind, Role

# Whoever is looked for, or must not be alone, neighbours may go to.
_LOOKED_FOR = frozenset({"missing_person", "suicide_risk"})
_LIES_THERE = frozenset({"medical_emergency", "serious_accident"})
_STILL_LIES = timedelta(minutes=30)
_FLOOD = "flood_geo_hazard"
_MISSED = "missing_person"


def cued(s: Situation, reading: Reading) -> list[Effect] | None:
    """What a word beside the matter asks for: danger stopped, medicine cooled, a threat told on."""
    if Cue.THREAT in reading.cues:
        own = own_recent(s)
        return [threats.told_on(s, own.id if own else None), Judge(Intent.ABUSE.value)]
    alarm = next((v for v in s.nearby if v.case.is_emergency), None)
    effects = warnings(s, reading.cues, alarm) if alarm is not None else []
    view = alarm or _concerned(s, reading)
    if view is None:
        return None
    effects += _noted(s, _of_it(s, reading, view), view)
    if not effects:
        return None
    added = AddReport(
        view.id, s.speaker.id, ReportKind.SUPPLEMENT, (s.message.id or 0,), s.message.text
    )
    return [*effects, added, Judge(Intent.SUPPLEMENT.value, view.id)]


def warnings(s: Situation, cues: frozenset[Cue], alarm: CaseView) -> list[Effect]:
    """Whoever is about to run into danger is stopped, whoever is unwell told what to do."""
    effects: list[Effect] = []
    is_risky = Cue.RISKY_ACT in cues and alarm.case.leaf not in _LOOKED_FOR
    if is_risky or (Cue.MOVES_BODY in cues and _lies_there(s, alarm)):
        key = f"emergency.{alarm.case.leaf}_stop"
        text = Text(key if key in keys() else "emergency.stop")
        effects.append(Say(here(s), text, alarm.id, urgent=True))
    is_sighting = Cue.SEEN in cues and alarm.case.leaf == _MISSED
    if ({Cue.INSIDE, Cue.HELPLESS} & cues or is_sighting) and not alarm.case.is_private:
        words = mask(s.message.text)[:60]
        key = "emergency.neighbour_said" if s.group else "emergency.said_more"
        effects += responders.told(s, alarm, Text(key, {"words": words}))
    return [*effects, *unwell(s, cues, alarm.id)]


def _of_it(s: Situation, reading: Reading, view: CaseView) -> frozenset[Cue]:
    """The cues that are of this matter: 俺家的证办下来了, said in thanks, is no news of a neighbour's."""
    is_told = reading.intent is Intent.SUPPLEMENT or s.speaker.id in view.reporter_ids
    return reading.cues if is_told else reading.cues - {Cue.RECOVERED}


def _lies_there(s: Situation, alarm: CaseView) -> bool:
    """True while somebody who fell or was run over waits for the ambulance."""
    is_fresh = s.now - alarm.case.opened_at <= _STILL_LIES
    return is_fresh and alarm.case.leaf in _LIES_THERE


def unwell(s: Situation, cues: frozenset[Cue], case: CaseRef) -> list[Effect]:
    """Who feels ill in an emergency is told what to do."""
    if Cue.HURT not in cues:
        return []
    return [Say(here(s), Text("emergency.hurt"), case, urgent=True)]


def _noted(s: Situation, cues: frozenset[Cue], view: CaseView) -> list[Effect]:
    """A medicine that spoils is helped with one to one; "it is back" is noted, not believed."""
    effects: list[Effect] = []
    if Cue.MEDICINE in cues:
        effects.append(Say(ToPerson(s.speaker.id), Text("intake.medicine"), view.id))
        if s.speaker.id not in view.reporter_ids:
            plus_one = ReportKind.PLUS_ONE
            effects.append(AddReport(view.id, s.speaker.id, plus_one, (s.message.id or 0,)))
    if Cue.PAYS_ON in cues and view.case.leaf == SWINDLE:
        effects.append(Say(here(s), Text("intake.pays_on"), view.id, urgent=True))
    if Cue.HELPLESS in cues and view.case.leaf == _FLOOD:
        effects += _to_be_fetched(s, view)
    if Cue.RECOVERED in cues:
        effects.append(Note(view.id, mask(s.message.text), Role.RESIDENT, {"recovered": True}))
    return effects


def _to_be_fetched(s: Situation, view: CaseView) -> list[Effect]:
    """Who cannot walk must be fetched before the water is there: everybody on the way knows it now."""
    words = {"words": mask(s.message.text)[:60]}
    return [
        *responders.told(s, view, Text("emergency.neighbour_said", words)),
        Say(ToPerson(s.speaker.id), Text("intake.to_be_fetched"), view.id, urgent=True),
    ]


def _concerned(s: Situation, reading: Reading) -> CaseView | None:
    """The open case a cue speaks of: one's own, else the newest here that it can belong to."""
    if {Cue.MEDICINE, Cue.RECOVERED} & reading.cues:
        return own_recent(s) or latest(s)
    flood = own_recent(s) or latest(s) if Cue.HELPLESS in reading.cues else None
    if flood is not None and flood.case.leaf == _FLOOD:
        return flood
    own = own_recent(s) if Cue.PAYS_ON in reading.cues else None
    return own if own is not None and own.case.leaf == SWINDLE else None
