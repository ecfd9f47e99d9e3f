"""What looked like danger is told to be none: a person on duty checks that, and the alarm goes on."""

import re
from datetime import timedelta

from handlers.effects import Effect, Judge
from handlers.intake import retracting
from handlers.situation import CaseView, Situation
from handlers.understanding.reading import Cue, Intent, Reading
from storage.codes import ReportKind

_EXPLAINED_WITHIN = timedelta(hours=1)
_APOLOGISES = re.compile(r"对不住|不好意思|抱歉|打扰(?:了|大家)|吓着大家")
# 在塘边 没人下水: who explains an alarm speaks of the same place.
_LOOKS_LIKE = {
    "drowning": ("water_edge_hazard",),
    "fire": ("smoke_dust", "open_burning"),
    "gas_leak": ("smoke_dust", "garbage"),
}


def explained(s: Situation, reading: Reading) -> list[Effect] | None:
    """A neighbour knows what looked like danger: a person on duty checks that."""
    alarm = retracting.alarm_here(s) if _may_explain(reading, s.message.text) else None
    if alarm is not None and _apologises_for(s, alarm, reading):
        return retracting.check_alarm(s, alarm)
    if alarm is not None and Cue.EXPLAINED not in reading.cues:
        # 吓死我了 is relief only after somebody said that it was nothing
        told = any(report.kind is ReportKind.RETRACTION for report in alarm.reports)
        alarm = alarm if told and not reading.is_report else None
    if alarm is None or s.now - alarm.case.opened_at > _EXPLAINED_WITHIN:
        return None
    if Cue.EXPLAINED not in reading.cues and s.speaker.id not in alarm.reporter_ids:
        return [Judge(Intent.CHIT_CHAT.value)]  # who is only relieved has reported nothing
    is_told_of = {alarm.case.leaf, *_LOOKS_LIKE.get(alarm.case.leaf, ())}
    is_other = any(matter.leaf not in is_told_of for matter in reading.matters)
    if is_other and not _APOLOGISES.search(s.message.text):
        return None  # what is told is something else
    return retracting.check_alarm(s, alarm)


def _may_explain(reading: Reading, text: str) -> bool:
    told = {Cue.EXPLAINED, Cue.RELIEVED} & reading.cues
    return bool(told) or _APOLOGISES.search(text) is not None


def _apologises_for(s: Situation, alarm: CaseView, reading: Reading) -> bool:
    """不好意思各位 我家榴莲坏了: whoever raised the alarm is sorry to have done so."""
    is_own = s.speaker.id in alarm.reporter_ids and reading.emergency is None
    is_fresh = s.now - alarm.case.opened_at <= _EXPLAINED_WITHIN
    return is_own and is_fresh and _APOLOGISES.search(s.message.text) is not None
