"""What little is found for a danger: a person looks at it, in a group also beside a report."""

from dataclasses import replace

import pytest

from handlers.effects import OpenTask
from handlers.intake.possible_dangers import looked_at
from handlers.situation import Situation
from handlers.understanding.reading import Intent, Matter, Reading
from handlers.understanding.tree import load_categories
from storage.codes import MessageKind, TaskKind, Urgency
from storage.tables.conversation import Conversation
from storage.tables.message import InboundMessage
from tests.decisions.county import AUNT_WANG, GROUP, MONDAY
from tests.decisions.scene import WORLD, speaker

LEANS = "杆子歪得厉害 线绷得直响"
KNOWING = replace(WORLD, categories=load_categories())
FAINT = Matter("live_wire", 0.3, Urgency.U0, LEANS, is_emergency=True, is_felt=True)


def _said(intent: Intent, *, in_group: bool) -> list[object]:
    message = InboundMessage(
        id=1, county_id=1, channel="webchat", key="1", chat_id="c", is_group=in_group,
        sender_id="p:王大妈", kind=MessageKind.TEXT, text=LEANS,
        sent_at=MONDAY, received_at=MONDAY, next_attempt_at=MONDAY,
    )  # fmt: skip
    chat = Conversation(id=1, county_id=1, channel="webchat", chat_id="c")
    group = GROUP if in_group else None
    scene = Situation(MONDAY, KNOWING, message, speaker(AUNT_WANG), chat, group)
    return list(looked_at(scene, Reading(intent, 0.8, faint_danger=FAINT)))


@pytest.mark.parametrize("intent", [Intent.REPORT, Intent.CHIT_CHAT])
def test_in_a_group_duty_has_the_words_on_the_desk(intent: Intent) -> None:
    (task,) = _said(intent, in_group=True)
    assert isinstance(task, OpenTask)
    assert (task.kind, LEANS in task.title) == (TaskKind.TRIAGE, True)


def test_one_to_one_a_report_goes_its_way_alone() -> None:
    assert _said(Intent.REPORT, in_group=False) == []
    assert len(_said(Intent.CHIT_CHAT, in_group=False)) == 1
