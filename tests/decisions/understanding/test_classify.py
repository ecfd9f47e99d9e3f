"""`gridwhistle classify`: lines in, lines out."""

import io
import json

from bot.classify import run


def classified(*lines: str) -> tuple[list[dict[str, object]], str, int]:
    out, err = io.StringIO(), io.StringIO()
    bad = run(lines, out, err=err)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), bad


def test_a_report_is_described() -> None:
    rows, _, bad = classified('{"id": "a", "text": "3号楼前下水道堵了"}')
    assert bad == 0
    assert rows == [
        {
            "id": "a",
            "label": "sewer_blockage",
            "is_report": True,
            "intent": "report",
            "leaf": "sewer_blockage",
            "leaves": ["sewer_blockage"],
            "fine_leaf": "sewer_blockage",
            "top": "municipal",
            "confidence": rows[0]["confidence"],
            "abstain": False,
            "urgency": "U1",
            "emergency": False,
            "possible_danger": None,
            "faint_danger": None,
            "place": "3号楼前",
        }
    ]


def test_a_finer_leaf_is_counted_under_its_standard_one() -> None:
    rows, _, _ = classified('{"id": 1, "text": "大杨树歪到房顶上了 刮风怕倒"}')
    assert (rows[0]["leaf"], rows[0]["leaves"]) == ("public_facility", ["public_facility"])
    assert (rows[0]["fine_leaf"], rows[0]["top"]) == ("greening", "municipal")
    assert rows[0]["label"] == "greening"


def test_talk_has_no_leaf() -> None:
    rows, _, _ = classified('{"id": 1, "text": "早上好"}')
    assert (rows[0]["intent"], rows[0]["leaf"], rows[0]["leaves"]) == ("greeting", None, [])
    assert rows[0]["label"] == "greeting"


def test_a_bad_line_is_told_with_its_number_and_the_rest_goes_on() -> None:
    rows, err, bad = classified(
        "{nonsense", '{"id": 1}', "[1]", "", '{"id": 2, "text": 3}', '{"id": 3, "text": "着火了"}'
    )
    assert [row["id"] for row in rows] == [3]
    assert rows[0]["emergency"] is True
    told = [json.loads(line) for line in err.splitlines() if line.startswith("{")]
    assert [one["line"] for one in told] == [1, 2, 3, 5]
    assert bad == 4


def test_half_a_surrogate_does_no_harm() -> None:
    rows, _, _ = classified('{"id": "\\ud800", "text": "\\ud800 停水了"}')
    assert rows[0]["leaf"] == "water_supply"


def test_progress_is_told() -> None:
    _, err, _ = classified(*['{"id": 1, "text": "好"}'] * 1000)
    assert "已读 1000 行" in err
