"""Who speaks and what kind of message it is decides which way it goes."""

from handlers.dialogue import binding, on_the_scene, recalled, residents, staff, supplied, wordless
from handlers.dialogue.commands import understand
from handlers.effects import Effect, Judge
from handlers.governance.following import follow
from handlers.intake import hearing, whereabouts
from handlers.situation import Situation
from handlers.understanding.audience import is_bidden
from handlers.understanding.reading import Intent, Reading
from storage.codes import GroupKind, MessageKind


def decide(s: Situation, reading: Reading) -> list[Effect]:
    """What the bot does about one message, and what follows from it; at the least it is judged."""
    effects = _heard(s, reading)
    known = (s.named, s.last_told, *s.mine, *s.nearby, s.survey[1] if s.survey else None)
    return [*effects, *follow((v for v in known if v is not None), effects, s.now, s.world)]


def _heard(s: Situation, reading: Reading) -> list[Effect]:
    match s.message.kind:
        case MessageKind.RECALL:
            return recalled.decide(s)
        case MessageKind.FOLLOW if s.speaker.is_staff and not s.message.data.get("scene"):
            return staff.welcomed(s)
        case MessageKind.FOLLOW:
            return wordless.followed(s)
        case MessageKind.UNFOLLOW:
            return [Judge(Intent.CONSENT.value)]
        case _:
            asked = binding.decide(s) if reading.emergency is None else None
            return asked or _spoken(s, reading)


def _spoken(s: Situation, reading: Reading) -> list[Effect]:
    among_residents = s.group is not None and s.group.kind is GroupKind.RESIDENTS
    if s.speaker.is_staff and not among_residents:
        return staff.decide(s, reading)
    if s.speaker.is_staff:
        return _staff_among_residents(s, reading)
    if s.message.is_group and s.group is None:
        return [Judge(Intent.CHIT_CHAT.value)]  # a group nobody has bound: listen to nothing
    if (effects := _wordless(s, reading)) is not None:
        return effects
    if s.group is not None and not among_residents:
        return [Judge(Intent.STAFF_TALK.value)]
    return residents.decide(s, reading)


def _wordless(s: Situation, reading: Reading) -> list[Effect] | None:
    """A place or a picture; a place may carry its label as words, which tell nothing more."""
    if s.message.kind is MessageKind.IMAGE and not s.message.text:
        return supplied.decide(s, reading) or wordless.of_resident(s)
    if (effects := whereabouts.decide(s)) is not None:
        return effects
    has_words = s.message.kind is MessageKind.TEXT or s.message.text
    return None if has_words else wordless.of_resident(s)


def _staff_among_residents(s: Situation, reading: Reading) -> list[Effect]:
    """In a residents' group staff may name a case or report; their other talk is theirs."""
    if s.named is not None and understand(s.message.text) is not None:
        return staff.decide(s, reading)
    if reading.emergency is None and is_bidden(s.message.text):
        return [Judge(Intent.OFFICIAL_NOTICE.value)]
    if reading.emergency is None and (known := on_the_scene.of_known(s, reading)) is not None:
        return known
    if reading.emergency is not None or (reading.is_report and not reading.is_unsure):
        return hearing.decide(s, reading) or [Judge(Intent.STAFF_TALK.value)]
    return on_the_scene.told(s) or [Judge(Intent.STAFF_TALK.value)]
