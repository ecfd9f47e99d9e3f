"""The commands `train` and `evaluate`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.training import report as reports
from bot.training import store
from bot.training.cases import corrected
from bot.training.corpus import corpus_rows, split
from bot.training.evaluate import by_model, by_reader
from bot.training.faults import TrainingError
from bot.training.rows import Row, read_rows, told
from bot.training.run import Trained
from bot.training.run import train as learn
from bot.training.tasks import are_of_tree
from handlers.understanding.categories import Categories
from handlers.understanding.model.file import packed
from handlers.understanding.model.linear import SHIPPED, LinearModel
from handlers.understanding.tree import load_categories
from storage.clock import SystemClock

_Rows = Annotated[
    list[Path] | None,
    typer.Argument(help="标好的话：.csv .xlsx .jsonl .tsv，列名 text 和 label。", dir_okay=False),
]
_Taxonomy = Annotated[
    Path | None, typer.Option("--taxonomy", help="事项分类文件；不写就用自带的。", dir_okay=False)
]


def train(  # noqa: PLR0913 - one argument for each option
    rows: _Rows = None,
    model: Annotated[Path | None, typer.Option("--model", help="模型文件；没有就新建。")] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="训练报告（网页）写到这里。", dir_okay=False)
    ] = None,
    taxonomy: _Taxonomy = None,
    *,
    cases: Annotated[
        bool, typer.Option("--cases", help="也用本县改过类、确认过类的案件来学。")
    ] = False,
    promote: Annotated[bool, typer.Option(help="更好就启用；--no-promote 只训练、不启用。")] = True,
    back: Annotated[bool, typer.Option("--back", help="退回上一个启用过的模型。")] = False,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="用自带的语料重新训练自带的模型。")
    ] = False,
) -> None:
    """The model is trained and, if it is better than the one in use, in use."""
    if shipped:
        _train_shipped(model or SHIPPED, report)
        return
    if model is None:
        raise TrainingError("请用 --model 写明模型文件")
    path = store.in_use(model)
    if back:
        _say(f"已退回第 {store.back(path)} 版模型。")
        return
    categories = load_categories(taxonomy)
    good = _read(rows or [], corrected() if cases else ())
    trained = learn(good, categories, _compared_with(path, good, categories), _say)
    trained = trained.as_first() if not path.is_file() else trained
    outcome = _kept(path, trained, may_promote=promote)
    _say(_figures(trained), trained.comparison.verdict, outcome)
    _write_report(report, _told(path.name, trained, outcome, categories))


def evaluate(
    rows: _Rows = None,
    model: Annotated[
        Path | None, typer.Option("--model", help="只看这个模型；不写就看整个程序。")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="评测报告（网页）写到这里。", dir_okay=False)
    ] = None,
    taxonomy: _Taxonomy = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="语料的每一行都看，不只看没学过的。")
    ] = False,
) -> None:
    """How well texts are understood was told, for each leaf and each intent."""
    categories = load_categories(taxonomy)
    good: list[Row] = _read(rows) if rows else list(corpus_rows(categories))
    if not rows and not everything:
        good = split(good)[1]
    if model is None:
        found = by_reader(good, categories)
    else:
        found = by_model(good, LinearModel.load(store.in_use(model)), categories)
    _say(*found.lines)
    facts = [("看了", f"{found.figures.rows} 行"), ("用的", model.name if model else "整个程序")]
    told = reports.Told(
        title="评测报告",
        made_at=SystemClock().now(),
        facts=facts,
        figures=found.figures,
        verdict=found.lines[-1],
        outcome=found.lines[-3],
        names=reports.names_of(categories),
    )
    _write_report(report, told)


def _train_shipped(path: Path, report: Path | None) -> None:
    """The same repository always gives the same file, never taught what `evaluate` asks."""
    categories = load_categories()
    trained = learn(corpus_rows(categories), categories, None, _say, learns_all=False)
    store.write(path, packed(trained.checked))
    outcome = f"写好了 {path.name}（{path.stat().st_size / 1_000_000:.2f} MB）。"
    _say(_figures(trained), outcome)
    _write_report(report, _told("自带模型", trained, outcome, categories))


def _compared_with(path: Path, rows: list[Row], categories: Categories) -> LinearModel | None:
    """The model in use: that of the path, or for rows of the tree the shipped one."""
    if not path.is_file() and are_of_tree(rows, categories):
        path = SHIPPED
    return store.to_compare_with(path)


def _kept(path: Path, trained: Trained, *, may_promote: bool) -> str:
    number = store.keep(path, trained.data, trained.checked)
    where = store.version_file(path, number)
    if may_promote and trained.comparison.is_promoted:
        store.promote(path, number)
        return f"第 {number} 版已启用：{path}。"
    return f"第 {number} 版没有启用，留在 {where}。"


def _read(paths: Sequence[Path], more: Sequence[Row] = ()) -> list[Row]:
    """The good rows of the files and some more; what is wrong with the others is told."""
    if not paths and not more:
        raise TrainingError("没有可学的话：请写明标好的话在哪个文件里，或者用 --cases")
    tables = [read_rows(path) for path in paths]
    rows = {row.text: row for row in (*more, *(row for table in tables for row in table.rows))}
    for line in told([fault for table in tables for fault in table.faults]):
        typer.echo(line, err=True)
    return list(rows.values())


def _figures(trained: Trained) -> str:
    found = trained.comparison.new
    return f"{found.rows} 行没学过的话，答对 {found.accuracy:.1%}，把握相差 {found.calibration_error:.1%}。"


def _told(name: str, trained: Trained, outcome: str, categories: Categories) -> reports.Told:
    return reports.Told(
        title=f"模型训练报告：{name}",
        made_at=SystemClock().now(),
        facts=trained.facts,
        figures=trained.comparison.new,
        verdict=trained.comparison.verdict,
        outcome=outcome,
        names=reports.names_of(categories),
    )


def _write_report(path: Path | None, told: reports.Told) -> None:
    if path is None:
        return
    store.write(path, reports.page(told).encode("utf-8"))
    _say(f"报告：{path}")


def _say(*lines: str) -> None:
    for line in lines:
        typer.echo(line)
