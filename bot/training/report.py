"""The report of a training or an evaluation: one page that opens anywhere, with no word of any resident in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from bot.training import charts
from bot.training.corpus import WITHOUT_MATTER
from bot.training.figures import Figures
from handlers import texts
from handlers.understanding.categories import Categories
from storage.clock import local

_MOST_MIXED = 20
_STYLE = """
:root{--ink:#1d2b27;--soft:#65716d;--line:#dde3dd;--brand:#1f7a63;--pale:#e2f1eb}
body{margin:0 auto;max-width:1080px;padding:24px;background:#eef1ed;color:var(--ink);
font:15px/1.6 "PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif}
h1{font-size:24px;margin:0}h2{font-size:18px;margin:0 0 8px}p{margin:4px 0}
section{background:#fff;border:1px solid var(--line);border-radius:10px;padding:16px 20px;margin:16px 0;overflow-x:auto}
.soft{color:var(--soft)}.verdict{font-size:17px;border-left:5px solid var(--brand);background:var(--pale)}
.figures{display:flex;flex-wrap:wrap;gap:28px}.figures b{display:block;font-size:26px}
.side{display:flex;flex-wrap:wrap;gap:24px}figure{margin:0}svg{max-width:100%;height:auto}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:4px 10px;border-bottom:1px solid var(--line)}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
@media print{body{background:#fff}section{break-inside:avoid}}
"""


@dataclass(frozen=True)
class Told:
    """Everything a report tells."""

    title: str
    made_at: datetime
    facts: Sequence[tuple[str, str]]  # what was learnt from and how, or what was measured
    figures: Figures
    verdict: str
    outcome: str  # what became of it
    names: Mapping[str, str] = field(default_factory=dict)  # label → what people call it


def names_of(categories: Categories) -> dict[str, str]:
    """What the labels of the tree are called."""
    known = texts.keys()
    intents = {
        code: texts.render(f"intent.{code}").split("，")[0]
        for code in WITHOUT_MATTER
        if f"intent.{code}" in known
    }
    return intents | {leaf.id: leaf.short_name for leaf in categories.leaves.values()}


def page(told: Told) -> str:
    """The report as HTML."""
    figures = told.figures
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(told.title)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(told.title)}</h1>"
        f'<p class="soft">{local(told.made_at):%Y-%m-%d %H:%M}，哨到</p>'
        f'<section class="verdict"><p>{escape(told.verdict)}</p>'
        f"<p>{escape(told.outcome)}</p></section>"
        f"{_key_figures(figures)}{_facts(told.facts)}{_pictures(figures, told.names)}"
        f"{_mixed_up(figures, told.names)}{_by_label(figures, told.names)}</body></html>\n"
    )


def _key_figures(figures: Figures) -> str:
    sure = dict(figures.selective).get(0.75, 0.0)
    pairs = (
        ("没学过的话", f"{figures.rows} 行"),
        ("答对", f"{figures.accuracy:.1%}"),
        ("只答最有把握的 75% 时答对", f"{sure:.1%}"),
        ("把握与实际相差", f"{figures.calibration_error:.1%}"),
    )
    cells = "".join(f"<div><b>{value}</b>{name}</div>" for name, value in pairs)
    return f'<section><div class="figures">{cells}</div></section>'


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    rows = (f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>" for name, value in facts)
    return f"<section><h2>怎么来的</h2><table>{''.join(rows)}</table></section>"


def _pictures(figures: Figures, names: Mapping[str, str]) -> str:
    return (
        '<section><h2>把握可信吗</h2><div class="side">'
        f"<figure>{charts.reliability(figures.bins)}"
        "<figcaption>点在虚线上：说几成把握就对几成；在虚线下：太自信。</figcaption></figure>"
        f"<figure>{charts.coverage(figures.selective)}"
        "<figcaption>没把握的交给人看，剩下的能对多少。</figcaption></figure></div></section>"
        "<section><h2>混淆表</h2><p>一行是一个真实的类别，一列是模型的回答；绿色答对，红色答错。"
        f"</p>{charts.confusion(figures, names)}</section>"
    )


def _mixed_up(figures: Figures, names: Mapping[str, str]) -> str:
    if not figures.mixed_up:
        return ""
    rows = [
        (names.get(label, label), names.get(answer, answer), f"{count}")
        for (label, answer), count in figures.mixed_up[:_MOST_MIXED]
    ]
    return f"<section><h2>最容易混的</h2>{_table(('其实是', '当成了', '行'), rows)}</section>"


def _by_label(figures: Figures, names: Mapping[str, str]) -> str:
    rows = [
        (
            names.get(one.label, one.label),
            f"{one.rows}",
            f"{one.recall:.0%}" if one.rows else "—",
            f"{one.precision:.0%}" if one.said else "—",
        )
        for one in figures.labels
    ]
    head = ("类别", "行", "找全（召回）", "说准（精确）")
    return f"<section><h2>每一类</h2>{_table(head, rows, words=1)}</section>"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], words: int = 2) -> str:
    """A table whose first `words` columns are words, the others figures."""

    def line(cells: Sequence[str], tag: str) -> str:
        told = (
            f"<{tag}>{escape(cell)}</{tag}>"
            if at < words
            else f'<{tag} class="n">{escape(cell)}</{tag}>'
            for at, cell in enumerate(cells)
        )
        return f"<tr>{''.join(told)}</tr>"

    body = "".join(line(row, "td") for row in rows)
    return f"<table><thead>{line(head, 'th')}</thead><tbody>{body}</tbody></table>"
