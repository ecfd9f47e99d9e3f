"""How well the reader, or a model alone, understands rows that it was not taught."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.training.answers import Answer, Judged, answer
from bot.training.corpus import WITHOUT_MATTER
from bot.training.figures import Figures, LabelFigures, figures
from bot.training.report import names_of
from bot.training.rows import Row
from handlers.understanding.alarms import LIFT
from handlers.understanding.categories import Categories
from handlers.understanding.ear import Ear
from handlers.understanding.model.linear import LinearModel, shipped_model
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Reading

ALARM_GOAL = 0.98
_ALONE_HEARD = f"单独说的紧急情况报险、问到或请人看（目标 {ALARM_GOAL:.0%}）"
_IN_GROUP, _ALONE = Around(is_group=True), Around(is_to_bot=True)


@dataclass(frozen=True)
class Seen:
    """A row beside what was made of it; finer leaves are counted under the standard ones."""

    judged: Judged
    is_report: bool
    is_unsure: bool = False
    is_alarm: bool = False
    is_alarm_alone: bool | None = None  # when it is told to the bot alone
    is_asked: bool = False  # in a group: no alarm, but asked whether there is danger
    is_asked_alone: bool = False
    is_looked_at: bool = False  # in a group: nobody is asked, a person on duty looks at the words
    is_looked_at_alone: bool = False

    @property
    def is_matter(self) -> bool:
        """True for a row that reports something."""
        return self.judged.row.label not in WITHOUT_MATTER

    @property
    def is_sure(self) -> bool:
        """True when a report was taken for one without a doubt about its leaf."""
        return self.is_report and not self.is_unsure


@dataclass(frozen=True)
class Evaluation:
    """How rows were understood, as lines to print and as figures to draw."""

    figures: Figures
    lines: tuple[str, ...]


def by_reader(rows: Sequence[Row], categories: Categories) -> Evaluation:
    """How the whole reader fares, as the service uses it."""
    reader = TextReader(categories, (), shipped_model())

    def see(row: Row) -> Seen:
        reading = reader.read(row.text, Around())
        in_group, alone = reader.read(row.text, _IN_GROUP), reader.read(row.text, _ALONE)
        return Seen(
            Judged(row, _said(reading, categories)),
            reading.is_report,
            reading.is_unsure,
            in_group.emergency is not None,
            alone.emergency is not None,
            in_group.possible_danger is not None,
            alone.possible_danger is not None,
            in_group.faint_danger is not None,
            alone.faint_danger is not None,
        )

    return _evaluation([see(row) for row in _standard(rows, categories)], categories)


def by_model(rows: Sequence[Row], model: LinearModel, categories: Categories) -> Evaluation:
    """How a model alone fares; its alarm is the answer with the leaf of an emergency."""
    urgent = _urgent(categories)
    ear = Ear(categories)

    def see(row: Row) -> Seen:
        given = answer(model, ear.told(row.text))
        label = categories.standard(given.label)
        is_report = given.label not in WITHOUT_MATTER
        given = replace(given, label=label)
        return Seen(Judged(row, given), is_report, is_alarm=label in urgent)

    return _evaluation([see(row) for row in _standard(rows, categories)], categories)


def _said(reading: Reading, categories: Categories) -> Answer:
    if not reading.matters:
        return Answer(reading.intent.value, reading.confidence, reading.is_report)
    first = reading.matters[0]
    return Answer(categories.standard(first.leaf), first.confidence, is_report=True)


def _standard(rows: Sequence[Row], categories: Categories) -> Iterator[Row]:
    for row in rows:
        parts = dict.fromkeys(categories.standard(part) for part in row.label.split("+"))
        yield replace(row, label="+".join(parts))


def _urgent(categories: Categories) -> frozenset[str]:
    return frozenset(
        categories.standard(leaf.id) for leaf in categories.leaves.values() if leaf.is_emergency
    )


def _evaluation(seen: Sequence[Seen], categories: Categories) -> Evaluation:
    found = figures([one.judged for one in seen])
    names = names_of(categories)
    leaves = [one for one in found.labels if one.label not in WITHOUT_MATTER]
    intents = [one for one in found.labels if one.label in WITHOUT_MATTER]
    lines = (
        *_table("诉求，按类别", leaves, names),
        *_table("不是诉求的话，按意图", intents, names),
        "",
        *_shares(seen),
        *_alarms(seen, _urgent(categories)),
        f"{found.rows} 行，答对 {found.accuracy:.1%}，把握与实际相差 {found.calibration_error:.1%}",
    )
    return Evaluation(found, lines)


def _table(title: str, labels: Sequence[LabelFigures], names: dict[str, str]) -> Iterator[str]:
    yield ""
    yield f"== {title}"
    yield f"{'行':>6} {'找全':>6} {'说准':>6}  类别"
    for one in labels:
        recall = f"{one.recall:.0%}" if one.rows else "—"
        precision = f"{one.precision:.0%}" if one.said else "—"
        yield f"{one.rows:>7} {recall:>8} {precision:>8}  {names.get(one.label, one.label)}"


def _shares(seen: Sequence[Seen]) -> Iterator[str]:
    matters = [one for one in seen if one.is_matter]
    others = [one for one in seen if not one.is_matter]
    sure = [one for one in matters if one.is_sure]
    yield share("认出是诉求", [one.is_report for one in matters])
    yield share("误当成诉求", [one.is_report for one in others])
    yield share("诉求的类别对", [one.judged.is_right for one in matters])
    yield share("诉求里有把握的", [one.is_sure for one in matters])
    yield share("有把握时类别对", [one.judged.is_right for one in sure])
    yield share("不是诉求的，意图对", [one.judged.is_right for one in others])


def _alarms(seen: Sequence[Seen], urgent: frozenset[str]) -> Iterator[str]:
    """Emergencies that were told, and other rows that were taken for one.

    Of a lift either may be true: the label does not say whether somebody is inside.
    """
    labelled = [(set(one.judged.row.label.split("+")), one) for one in seen]
    true = [one for labels, one in labelled if urgent & labels]
    false = [one for labels, one in labelled if not (urgent | {LIFT}) & labels]
    if any(one.is_alarm_alone is not None for one in seen):
        yield share(_ALONE_HEARD, [_is_heeded_alone(one) for one in true])
        yield share("单独说的紧急情况报险或问到", [_is_heard_alone(one) for one in true])
        yield share("单独说的紧急情况直接报险", [bool(one.is_alarm_alone) for one in true])
        yield share("单独说时误报紧急情况", [bool(one.is_alarm_alone) for one in false])
        yield share("单独说时多问一句有没有危险", [one.is_asked_alone for one in false])
        yield share("单独说时多请人看一眼", [one.is_looked_at_alone for one in false])
        yield share("群里说的紧急情况报险、问到或请人看", [_is_heeded(one) for one in true])
        yield share("群里说的紧急情况报险或问到", [one.is_alarm or one.is_asked for one in true])
        yield share("群里多问一句有没有危险", [one.is_asked for one in false])
        yield share("群里多请人看一眼", [one.is_looked_at for one in false])
    yield share("群里说的紧急情况认出", [one.is_alarm for one in true])
    yield share("误报紧急情况", [one.is_alarm for one in false])


def _is_heard_alone(seen: Seen) -> bool:
    return bool(seen.is_alarm_alone) or seen.is_asked_alone


def _is_heeded_alone(seen: Seen) -> bool:
    return _is_heard_alone(seen) or seen.is_looked_at_alone


def _is_heeded(seen: Seen) -> bool:
    return seen.is_alarm or seen.is_asked or seen.is_looked_at


def share(name: str, hits: Sequence[bool]) -> str:
    """A share in words, with the numbers behind it."""
    part = sum(hits) / len(hits) if hits else 0.0
    return f"{name}：{part:.1%}（{sum(hits)}/{len(hits)}）"
