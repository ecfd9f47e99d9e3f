"""How well the reader, or a model alone, understands rows that it was not taught."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.training.answers import judge_rows
from bot.training.corpus import WITHOUT_MATTER
from bot.training.figures import figures
from bot.training.report import names_of
from bot.training.rows import Row
from handlers.understanding.categories import Categories
from handlers.understanding.model.linear import LinearModel
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Reading


@dataclass
class _Count:
    """How rows of one label fared."""

    rows: int = 0
    right: int = 0
    reports: int = 0
    unsure: int = 0


@dataclass(frozen=True)
class _Read:
    """A row beside what was made of it."""

    labels: tuple[str, ...]
    reading: Reading
    standard: str  # of the first matter's leaf

    @property
    def is_matter(self) -> bool:
        return self.labels[0] not in WITHOUT_MATTER

    @property
    def is_right(self) -> bool:
        if not self.is_matter:
            return self.reading.intent.value == self.labels[0]
        matters = self.reading.matters
        return bool(matters) and (matters[0].leaf in self.labels or self.standard in self.labels)


def by_reader(rows: Sequence[Row], categories: Categories) -> Iterator[str]:
    """Lines that tell how the whole reader fares."""
    reader = TextReader(categories, ())
    read = [_read(row, reader, categories) for row in rows]
    names = names_of(categories)
    matters = [one for one in read if one.is_matter]
    others = [one for one in read if not one.is_matter]
    yield from _table("诉求，按类别", matters, names)
    yield from _table("不是诉求的话，按意图", others, names)
    yield ""
    yield _share("认出是诉求", [one.reading.is_report for one in matters])
    yield _share("误当成诉求", [one.reading.is_report for one in others])
    yield _share("诉求的类别对", [one.is_right for one in matters])
    sure = [one for one in matters if one.reading.is_report and not one.reading.is_unsure]
    yield _share("有把握时类别对", [one.is_right for one in sure])
    yield _share("不是诉求的，意图对", [one.is_right for one in others])
    yield from _alarms(read, categories)


def _read(row: Row, reader: TextReader, categories: Categories) -> _Read:
    reading = reader.read(row.text, Around())
    standard = categories.standard(reading.matters[0].leaf) if reading.matters else ""
    return _Read(tuple(row.label.split("+")), reading, standard)


def by_model(rows: Sequence[Row], model: LinearModel, categories: Categories) -> Iterator[str]:
    """Lines that tell how a model alone fares."""
    names = names_of(categories)
    found = figures(judge_rows(model, rows))
    yield f"{'行':>6} {'找全':>6} {'说准':>6}  类别"
    for one in found.labels:
        name = names.get(one.label, one.label)
        yield f"{one.rows:>7} {one.recall:>8.0%} {one.precision:>8.0%}  {name}"
    yield f"{found.rows} 行，答对 {found.accuracy:.1%}，把握与实际相差 {found.calibration_error:.1%}"


def _table(title: str, read: Sequence[_Read], names: dict[str, str]) -> Iterator[str]:
    counts: dict[str, _Count] = defaultdict(_Count)
    for one in read:
        count = counts[one.labels[0]]
        count.rows += 1
        count.right += one.is_right
        count.reports += one.reading.is_report
        count.unsure += one.reading.is_unsure
    yield ""
    yield f"== {title}"
    yield f"{'行':>6} {'对':>6} {'算诉求':>4} {'没把握':>4}  类别"
    for label, count in sorted(counts.items(), key=lambda pair: (-pair[1].rows, pair[0])):
        right, reports, unsure = (
            number / count.rows for number in (count.right, count.reports, count.unsure)
        )
        yield f"{count.rows:>7} {right:>7.0%} {reports:>7.0%} {unsure:>7.0%}  {names.get(label, label)}"


def _alarms(read: Sequence[_Read], categories: Categories) -> Iterator[str]:
    """Emergencies that were told, and other rows that were taken for one."""
    urgent = {leaf.id for leaf in categories.leaves.values() if leaf.is_emergency}
    true = [one for one in read if urgent & set(one.labels)]
    false = [one for one in read if not urgent & set(one.labels)]
    yield _share("紧急情况认出", [one.reading.emergency is not None for one in true])
    yield _share("误报紧急情况", [one.reading.emergency is not None for one in false])


def _share(name: str, hits: Sequence[bool]) -> str:
    share = sum(hits) / len(hits) if hits else 0.0
    return f"{name}:{share:.1%}({sum(hits)}/{len(hits)})"
