"""The command line: Chinese help, clear errors without tracebacks, and every command once."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.commands import main
from bot.settings import variables

HERE = Path(__file__).resolve().parents[2]
QUICK = {"GRIDWHISTLE_LOG__FORMAT": "json", "GRIDWHISTLE_WEB__PORT": "0"}
RECORD = """
transcripts:
- id: A1
  channel: group
  group: wx_dongguan
  now: "2026-04-14 09:10"
  messages:
    - {n: 1, t: "09:05", from: 高叔, text: "3号楼前边下水道又堵了,臭水流一地"}
"""


# Processes started here share their compiled modules, so that each starts quickly.
CACHE = tempfile.TemporaryDirectory(prefix="gridwhistle-pycache-", ignore_cleanup_errors=True)


def environment(**changes: str) -> dict[str, str]:
    own = {"PYTHONDONTWRITEBYTECODE", *(one.name for one in variables())}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    ours = {"PYTHONPATH": str(HERE), "PYTHONUTF8": "1", "PYTHONPYCACHEPREFIX": CACHE.name}
    return kept | ours | changes


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


class Here:
    """The command line inside this process, for what does not touch log, loop or signals."""

    def __init__(
        self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]
    ) -> None:
        self._patch = patch
        self._capture = capture
        self.folder = folder
        patch.chdir(folder)
        for one in variables():
            patch.delenv(one.name, raising=False)

    def __call__(self, *words: str, **changes: str) -> Ended:
        for name, value in changes.items():
            self._patch.setenv(name, value)
        self._patch.setattr(sys, "argv", ["gridwhistle", *words])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        for name in changes:
            self._patch.delenv(name)
        return Ended(code, *self._capture.readouterr())


@pytest.fixture
def here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Here:
    return Here(tmp_path, monkeypatch, capsys)


def gridwhistle(
    folder: Path, *words: str, given: str = "", **changes: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=environment(**changes),
        input=given,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@contextmanager
def running(
    folder: Path, *words: str, **changes: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A service under its own process, and the address it announced."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=environment(**QUICK, **changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, _announced(process)
    finally:
        process.kill()
        process.communicate()


def _announced(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if "http://" in line:
            return "http://" + line.strip().rpartition("http://")[2]
    raise AssertionError(process.communicate()[1])


def fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def asked(folder: Path, question: str) -> int:
    with closing(sqlite3.connect(folder / "var" / "gridwhistle.db")) as connection:
        found: int = connection.execute(question).fetchone()[0]
        return found


@pytest.fixture
def county(here: Here) -> Path:
    """A folder with the demo county in its database."""
    assert here("migrate").returncode == 0
    assert here("seed").returncode == 0
    return here.folder


def test_help_is_chinese_and_names_every_command(here: Here) -> None:
    shown = here("--help")
    assert shown.returncode == 0
    for command in [
        "demo",
        "serve",
        "migrate",
        "seed",
        "replay",
        "classify",
        "check-settings",
        "purge",
    ]:
        assert command in shown.stdout
    assert "网格" in shown.stdout


def test_settings_are_checked_and_every_fault_is_named(here: Here) -> None:
    fine = here("check-settings")
    assert (fine.returncode, "设置没有问题" in fine.stdout) == (0, True)
    wrong = here("check-settings", GRIDWHISTLE_WEB__PROT="1")
    assert wrong.returncode == 2
    assert "是不是想写 GRIDWHISTLE_WEB__PORT" in wrong.stderr


def test_the_county_is_made_once(county: Path, here: Here) -> None:
    assert asked(county, "SELECT count(*) FROM county") == 1
    again = here("seed", "--demo")
    assert (again.returncode, "没有改动" in again.stdout) == (0, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("seed",), "gridwhistle migrate"),
        (("purge",), "gridwhistle migrate"),
        (("seed", "nowhere.yaml"), "打不开"),
        (("seed", "x.yaml", "--demo"), "不能两样都要"),
        (("classify", "--taxonomy", "nowhere.yaml"), "nowhere.yaml"),
    ],
)
def test_what_the_user_can_put_right_ends_with_2(
    here: Here, words: tuple[str, ...], said: str
) -> None:
    ended = here(*words)
    assert ended.returncode == 2
    assert said in ended.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("serve",), "gridwhistle migrate"),
        (("replay", "nowhere.yaml", "--json", "out"), "打不开文件"),
    ],
)
def test_no_traceback_is_shown_to_the_user(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    ended = gridwhistle(tmp_path, *words)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_purging_before_there_is_a_county_is_explained(here: Here) -> None:
    assert here("migrate").returncode == 0
    ended = here("purge")
    assert (ended.returncode, "gridwhistle seed" in ended.stderr) == (2, True)


def test_a_database_address_that_makes_no_sense_is_explained(here: Here) -> None:
    ended = here("migrate", GRIDWHISTLE_DATABASE_URL="mysql://x")
    assert (ended.returncode, "只支持 sqlite" in ended.stderr) == (2, True)


def test_a_broken_taxonomy_is_refused(here: Here) -> None:
    file = here.folder / "taxonomy.yaml"
    file.write_text("tops: [", encoding="utf-8")
    ended = here("check-settings", GRIDWHISTLE_TAXONOMY_FILE=str(file))
    assert ended.returncode == 2
    assert "taxonomy.yaml" in ended.stderr


def test_a_record_is_replayed_with_progress(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(RECORD, encoding="utf-8")
    ended = gridwhistle(tmp_path, "replay", "a.yaml", "--json", "out/a.jsonl")
    assert (ended.returncode, "1 段记录已回放" in ended.stderr) == (0, True)
    line = json.loads((tmp_path / "out" / "a.jsonl").read_text(encoding="utf-8"))
    assert [case["leaf"] for case in line["cases"]] == ["sewer_blockage"]


def test_lines_are_classified(tmp_path: Path) -> None:
    given = json.dumps({"id": 7, "text": "3号楼前边下水道堵了"}) + "\n"
    ended = gridwhistle(tmp_path, "classify", given=given)
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["leaf"] == "sewer_blockage"


def test_chatter_can_be_purged(county: Path, here: Here) -> None:
    ended = here("purge")
    assert (ended.returncode, "0 条" in ended.stdout) == (0, True)


def test_the_service_starts_answers_and_ends_in_good_order(county: Path) -> None:
    with running(county, "serve") as (process, address):
        assert json.loads(fetched(f"{address}/healthz")) == {"status": "ok"}
        assert json.loads(fetched(f"{address}/readyz"))["ready"] is True
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_a_port_in_use_is_explained(county: Path) -> None:
    with running(county, "serve") as (_, address):
        ended = gridwhistle(county, "serve", GRIDWHISTLE_WEB__PORT=address.rpartition(":")[2])
        assert ended.returncode == 2
        assert "用不了" in ended.stderr
        assert "Traceback" not in ended.stderr


def test_the_demo_is_there_with_one_command(tmp_path: Path) -> None:
    with running(tmp_path, "demo") as (process, address):
        assert "<html" in fetched(f"{address}/chat/")
        assert "县值班" in fetched(f"{address}/console/")
        _say(address, "咱院3号楼前边下水道又堵了,臭水流一地")
        deadline = time.monotonic() + 20
        while not asked(tmp_path, "SELECT count(*) FROM inbox WHERE state = 'done'"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=15) == 0
    assert asked(tmp_path, "SELECT count(*) FROM outbox WHERE state = 'sending'") == 0


def _say(address: str, text: str) -> None:
    told = {"kind": "text", "text": text, "id": "12345678"}
    posted = {"seat": "p:高叔", "chat": "wx_dongguan"} | told
    request = urllib.request.Request(
        f"{address}/chat/api/messages",
        data=json.dumps(posted).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200
