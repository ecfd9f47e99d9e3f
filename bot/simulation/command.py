"""`gridwhistle simulate`: a working year in the demo county, and what must hold at its end."""

import asyncio
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.logs import configure
from bot.settings import LogFormat, LogLevel, LogSettings
from bot.simulation.findings import SHOWN
from bot.simulation.rates import Figures
from bot.simulation.run import Outcome, simulate
from bot.simulation.year import Plan
from handlers.understanding.tree import load_categories


def command(
    messages: Annotated[int, typer.Option(help="一共多少条消息。", min=1)] = 20_000,
    days: Annotated[int, typer.Option(help="多少个工作日。", min=1)] = 250,
    seed: Annotated[int, typer.Option(help="随机数的种子；同一个种子演出同一年。")] = 7,
    json_out: Annotated[
        Path | None, typer.Option("--json", help="结果也写到这个文件。", dir_okay=False)
    ] = None,
) -> None:
    """A year was played through the real loops; ends with 1 when something does not hold."""
    configure(LogSettings(level=LogLevel.ERROR, format=LogFormat.PRETTY))
    plan = Plan(messages, days, seed)
    with (
        typer.progressbar(length=days, label="演一年", file=sys.stderr) as bar,
        tempfile.TemporaryDirectory(prefix="gridwhistle-") as folder,
    ):
        outcome = asyncio.run(
            simulate(Path(folder), plan, load_categories(), lambda day: bar.update(day - bar.pos))
        )
    for line in told(outcome):
        typer.echo(line)
    if json_out is not None:
        json_out.write_text(json.dumps(as_json(outcome), ensure_ascii=False, indent=1), "utf-8")
    if not outcome.is_clean:
        raise typer.Exit(1)


def told(outcome: Outcome) -> list[str]:
    """The outcome in sentences."""
    lines = [
        f"{outcome.plan.days} 个工作日，{outcome.heard} 条消息，{sum(outcome.counts.values())} 件事。",
        f"种子 {outcome.plan.seed}，用时 {outcome.seconds:.0f} 秒（处理器 {outcome.cpu_seconds:.0f} 秒）。",
        "最后：" + "，".join(f"{name} {n}" for name, n in outcome.counts.items()) + "。",
        _answers(outcome.figures),
    ]
    for one in outcome.findings:
        mark = "✓" if one.is_clean else "✗"
        lines.append(f"{mark} {one.what}（看了 {one.looked_at}，不对的 {len(one.wrong)}）")
        lines += [f"    {wrong}" for wrong in one.wrong[:SHOWN]]
    return lines


def _answers(figures: Figures) -> str:
    asked = f"回访 {figures.asked} 人次，答复 {figures.answered}。"
    solved = f"解决 {figures.solved}，部分 {figures.partly}，没解决 {figures.unsolved}。"
    rated = f"评分 {figures.rated}，满意 {figures.content}。"
    return f"{asked}{solved}{rated}重办 {figures.reopened}，结案 {figures.closed}。"


def as_json(outcome: Outcome) -> dict[str, object]:
    """The outcome for a machine: everything that is wrong is named."""
    plan = outcome.plan
    return {
        "plan": {"messages": plan.messages, "days": plan.days, "seed": plan.seed},
        "messages": outcome.heard,
        "cases": outcome.counts,
        "figures": asdict(outcome.figures),
        "findings": [
            {"what": f.what, "looked_at": f.looked_at, "wrong": list(f.wrong)}
            for f in outcome.findings
        ],
        "seconds": round(outcome.seconds, 1),
        "cpu_seconds": round(outcome.cpu_seconds, 1),
    }
