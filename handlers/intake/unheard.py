"""One to one: what nobody understood is kept while the speaker says it in other words.

Read with what follows it may be a report; if not, a person looks at it, so that nothing a resident
reported is lost because the bot did not understand it (design 10).
"""

from handlers.effects import Effect, Judge, KeepDraft, Say
from handlers.situation import Situation
from handlers.speech import ToPerson
from handlers.texts import Text
from handlers.understanding.reading import Cue, Intent, Reading
from storage.tables.conversation import Draft

ASKED = "anything"
_TELLS = 0.0  # nats that the model finds for a report; less is talk with a machine
_MAY_TELL = -1.5
_FEWEST = 5  # letters
_ASIDES = frozenset({Intent.GREETING, Intent.THANKS})


def begin(s: Situation, reading: Reading) -> list[Effect]:
    """The speaker hears that they were not understood, and how to say it."""
    is_child = Cue.MINOR in reading.cues
    key = "resident.child_listening" if is_child else "resident.not_understood"
    effects: list[Effect] = [Say(ToPerson(s.speaker.id), Text(key)), Judge(reading.intent.value)]
    if s.draft is None and _may_tell(reading, s.message.text, _MAY_TELL):
        effects.append(_kept(s))
    return effects


def listen(s: Situation) -> list[Effect]:
    """Who has only said who they are is asked to go on, and where they are is kept for what follows."""
    said = Say(ToPerson(s.speaker.id), Text("resident.go_on"))
    return [said, *([_kept(s)] if s.draft is None else []), Judge(Intent.GREETING.value)]


def is_asked(draft: Draft | None) -> bool:
    """True while somebody who was not understood may say it again."""
    return draft is not None and draft.asked == ASKED


def is_aside(draft: Draft, reading: Reading) -> bool:
    """True of a greeting or thanks meanwhile: it says nothing of what was not understood."""
    return is_asked(draft) and reading.intent in _ASIDES


def is_for_a_person(draft: Draft, reading: Reading) -> bool:
    """True when a person must look at what was told, though no report was understood."""
    is_told_twice = len(draft.message_ids) > 1
    return _may_tell(reading, draft.text, _MAY_TELL if is_told_twice else _TELLS)


def _may_tell(reading: Reading, text: str, enough: float) -> bool:
    if len(text.strip()) < _FEWEST or reading.intent in _ASIDES:
        return False
    return reading.report_odds >= enough


def _kept(s: Situation) -> KeepDraft:
    return KeepDraft(
        s.conversation.id or 0,
        s.speaker.id,
        (s.message.id or 0,),
        s.message.text,
        s.now,
        s.now + s.world.policy.answer_wait,
        asked=ASKED,
    )
