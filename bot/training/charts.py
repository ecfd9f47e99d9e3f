"""Pictures for the report of a training, as inline SVG."""

from collections.abc import Mapping, Sequence
from html import escape

from bot.training.figures import Bin, Figures

_SIDE = 300
_EDGE = 46
_INK, _SOFT, _LINE = "#1d2b27", "#65716d", "#dde3dd"
_BRAND, _RED = "#1f7a63", "#b9342b"
_NUMBERED = 24  # labels up to which each cell shows its number


def reliability(bins: Sequence[Bin]) -> str:
    """How often answers of each confidence are right; on the diagonal both are the same."""
    most = max((one.rows for one in bins), default=1)
    points = "".join(
        f'<circle cx="{_x(one.confidence)}" cy="{_y(one.accuracy)}" '
        f'r="{3 + 9 * (one.rows / most) ** 0.5:.1f}" fill="{_BRAND}" fill-opacity=".75">'
        f"<title>{one.rows} 行：说有 {one.confidence:.0%} 把握，对了 {one.accuracy:.0%}</title>"
        "</circle>"
        for one in bins
    )
    line = _path([(one.confidence, one.accuracy) for one in bins])
    diagonal = (
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" '
        f'stroke="{_SOFT}" stroke-dasharray="4 4"/>'
    )
    return _frame("把握有多大，就对多少", "模型说的把握", "实际答对", diagonal + line + points)


def coverage(curve: Sequence[tuple[float, float]]) -> str:
    """How often answers are right when only the surest ones are given."""
    points = "".join(
        f'<circle cx="{_x(share)}" cy="{_y(accuracy)}" r="3" fill="{_BRAND}">'
        f"<title>只答最有把握的 {share:.0%}：对 {accuracy:.1%}</title></circle>"
        for share, accuracy in curve
    )
    return _frame("只答有把握的，能对多少", "作答的比例", "答对", _path(curve) + points)


def confusion(figures: Figures, names: Mapping[str, str]) -> str:
    """A row for each label, a column for each answer; the darker the more."""
    labels = [one.label for one in figures.labels]
    cell = 30 if len(labels) <= _NUMBERED else 11
    left, top = 150, 110
    counts: dict[tuple[str, str], int] = {
        (one.label, one.label): one.right for one in figures.labels
    }
    counts.update(figures.mixed_up)
    rows = {one.label: max(1, one.rows) for one in figures.labels}
    parts = [_label_texts(labels, names, cell, left, top)]
    for (label, answer), count in sorted(counts.items()):
        if count:
            x, y = left + labels.index(answer) * cell, top + labels.index(label) * cell
            parts.append(_cell(x, y, cell, count, count / rows[label], is_right=label == answer))
            words = f"{_name(label, names)} → {_name(answer, names)}：{count} 行"
            parts.append(f"<title>{escape(words)}</title></g>")
    width, height = left + len(labels) * cell + 8, top + len(labels) * cell + 8
    grid = (
        f'<rect x="{left}" y="{top}" width="{len(labels) * cell}" height="{len(labels) * cell}" '
        f'fill="#fff" stroke="{_LINE}"/>'
    )
    return _svg(width, height, "混淆表", grid + "".join(parts))


def _cell(x: int, y: int, cell: int, count: int, share: float, *, is_right: bool) -> str:
    """The beginning of a cell; who calls adds its title and closes it."""
    colour = _BRAND if is_right else _RED
    shade = 0.18 + 0.82 * min(1.0, share)
    box = (
        f'<g><rect x="{x}" y="{y}" width="{cell - 1}" height="{cell - 1}" fill="{colour}" '
        f'fill-opacity="{shade:.2f}"/>'
    )
    if cell < _NUMBERED:
        return box
    ink = "#fff" if shade > 0.55 else _INK
    middle = f'x="{x + cell / 2 - 0.5}" y="{y + cell / 2 + 4}"'
    return f'{box}<text {middle} text-anchor="middle" fill="{ink}">{count}</text>'


def _label_texts(
    labels: Sequence[str], names: Mapping[str, str], cell: int, left: int, top: int
) -> str:
    size = min(12, cell - 1)
    parts = []
    for at, label in enumerate(labels):
        middle = at * cell + cell / 2
        name = escape(_name(label, names)[:12])
        parts.append(
            f'<text x="{left - 6}" y="{top + middle + size / 3:.1f}" font-size="{size}" '
            f'text-anchor="end" fill="{_INK}">{name}</text>'
        )
        parts.append(
            f'<text transform="translate({left + middle + size / 3:.1f} {top - 6}) rotate(-60)" '
            f'font-size="{size}" fill="{_INK}">{name}</text>'
        )
    return "".join(parts)


def _name(label: str, names: Mapping[str, str]) -> str:
    return names.get(label, label)


def _frame(title: str, across: str, up: str, content: str) -> str:
    """Axes from nothing to everything around some content."""
    lines = "".join(
        f'<line x1="{_x(0)}" y1="{_y(at)}" x2="{_x(1)}" y2="{_y(at)}" stroke="{_LINE}"/>'
        f'<text x="{_EDGE - 6}" y="{_y(at) + 4}" text-anchor="end" fill="{_SOFT}">{at:.0%}</text>'
        f'<text x="{_x(at)}" y="{_y(0) + 16}" text-anchor="middle" fill="{_SOFT}">{at:.0%}</text>'
        for at in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    words = (
        f'<text x="{_x(0.5)}" y="{_y(0) + 34}" text-anchor="middle" fill="{_SOFT}">{across}</text>'
        f'<text transform="translate(12 {_y(0.5)}) rotate(-90)" text-anchor="middle" '
        f'fill="{_SOFT}">{up}</text>'
    )
    return _svg(_SIDE + _EDGE + 24, _SIDE + _EDGE + 24, title, lines + words + content)


def _path(points: Sequence[tuple[float, float]]) -> str:
    told = " ".join(f"{_x(across)},{_y(up)}" for across, up in points)
    return f'<polyline points="{told}" fill="none" stroke="{_BRAND}" stroke-width="2"/>'


def _x(share: float) -> float:
    return round(_EDGE + share * _SIDE, 1)


def _y(share: float) -> float:
    return round(14 + (1 - share) * _SIDE, 1)


def _svg(width: float, height: float, title: str, content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img" font-size="12">'
        f"<title>{escape(title)}</title>{content}</svg>"
    )
