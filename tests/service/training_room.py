"""A county so small that it is learnt in a second: a tree of three leaves, and rows for them."""

import csv
from collections.abc import Iterable
from pathlib import Path

LEAF = """  - id: {id}
    name: {name}
    short: {name}
    lead: 城管局
    urgency: U2
    accept: 2wh
    report_in: 1wd
    resolve: 3wd
    self_handling: "no"
    words:
      strong: {word}
"""
TREE = "version: 1\ntops:\n- id: municipal\n  name: 市政\n  platform: 执法\n  leaves:\n" + "".join(
    LEAF.format(id=one, name=name, word=word)
    for one, name, word in (
        ("noise", "噪声", "吵得"),
        ("streetlight", "路灯", "路灯不亮"),
        ("wage_arrears", "欠薪", "拖欠工资"),
    )
)
_SAID = {
    "noise": "楼下 半夜 放音响 吵得 睡不着 广场舞 装修 电钻 喇叭 震耳朵",
    "streetlight": "路灯 不亮 黑灯瞎火 灯杆 灯泡 坏了 晚上 看不见 闪 摸黑",
    "wage_arrears": "工钱 老板 拖欠 工资 工地 包工头 跑了 不给 干了半年 讨薪",
    "chit_chat": "今天 吃了吗 哈哈 天气 真好 打麻将 三缺一 逛街 周末 喝茶",
    "thanks": "谢谢 辛苦 多亏 感谢 好人 修好 麻烦 了不起 点赞 真快",
}


def lines(labels: Iterable[str] = _SAID, each: int = 20) -> list[tuple[str, str]]:
    """Rows of text and label, every one of other words."""
    found = []
    for label in labels:
        words = _SAID[label].split()
        for at in range(each):
            step = 1 + at // len(words)
            picked = [words[(at + step * k) % len(words)] for k in range(3)]
            found.append((f"{''.join(picked)}{'。' * (at % 2)}", label))
    return found


def write_rows(path: Path, rows: Iterable[tuple[str, str]]) -> Path:
    """The rows as a CSV file with column names."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *rows])
    return path
