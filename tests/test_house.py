"""The rules of the house that no linter knows, as tests."""

import ast
import re
import statistics
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from enum import EnumType
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

import storage.codes
from bot import settings
from bot.commands import cli
from handlers.texts import keys, template
from handlers.understanding.reading import Intent

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "scheduler", "handlers", "storage")
LONGEST = 300
LONGEST_MEDIAN = 120
LOCKS = ("requirements.lock", "requirements-ml.lock", "requirements-dev.lock")
NOT_BY_HAND = re.compile(r"storage/migrations/versions/|\.min\.|(^|/)LICENSE$|\.lock$|\.(md|css)$")
TEXT_FILE = re.compile(r"\.(py|md|toml|yaml|yml|html|js|css|sh|lock|json|txt|ini|mako)$|/[^.]*$")
NAMES_A_TEXT = {"Text", "render", "template", "gaps"}
HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,:;?!()]|[,:;?!()][\u3400-\u9fff]")
HAN = re.compile(r"[\u3400-\u9fff]")
WRITTEN_FOR_MACHINES = re.compile(r"某:某|\w+://[^\s\u3002\uff0c]+|\[[^\[\]]*\]|,顶|顶!")
A_REGEX = re.compile(r"\(\?|[\\|^]|\]\S*[?*+]")


@cache
def kept_files() -> tuple[str, ...]:
    """Every file of the repository, as git would keep it, relative to its top."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return tuple(sorted(name for name in listed.stdout.splitlines() if (ROOT / name).is_file()))


def modules() -> list[str]:
    return [f for f in kept_files() if f.endswith(".py") and f.startswith(PACKAGES)]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def trees() -> dict[str, ast.Module]:
    return {name: ast.parse(read(name)) for name in modules()}


def length(name: str) -> int:
    return len(read(name).splitlines())


# ---- shape ----------------------------------------------------------------------------------


def test_there_are_four_packages_and_their_tests() -> None:
    code = (f for f in kept_files() if f.endswith(".py") and not f.startswith("docs/examples/"))
    tops = {name.split("/")[0] for name in code}
    assert {top for top in tops if not top.startswith(".")} == {*PACKAGES, "tests"}


def test_the_top_of_the_repository_holds_nothing_unexpected() -> None:
    folders = {name.split("/")[0] for name in kept_files() if "/" in name}
    assert folders - {*PACKAGES, "tests", "docs"} == {f for f in folders if f.startswith(".")}


def test_no_file_written_by_hand_is_longer_than_three_hundred_lines() -> None:
    by_hand = [f for f in kept_files() if re.search(r"\.(py|js|html)$", f)]
    long = {f: length(f) for f in by_hand if not NOT_BY_HAND.search(f) and length(f) > LONGEST}
    assert long == {}


def test_half_of_the_modules_are_shorter_than_120_lines() -> None:
    sizes = [length(f) for f in modules() if length(f)]
    assert statistics.median(sizes) < LONGEST_MEDIAN


def test_every_module_says_in_one_line_what_it_is() -> None:
    silent = [f for f in modules() if read(f) and not ast.get_docstring(ast.parse(read(f)))]
    assert silent == []


def swallows_everything(node: ast.AST) -> bool:
    """True for `except Exception` and its like, unless it ends by raising again."""
    if not isinstance(node, ast.ExceptHandler):
        return False
    wide = node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException")
    return wide and not isinstance(node.body[-1], ast.Raise)


def test_exceptions_are_swallowed_wholesale_only_where_a_loop_must_go_on() -> None:
    broad = {f for f, tree in trees().items() if any(map(swallows_everything, ast.walk(tree)))}
    assert broad == {"bot/worker.py", "bot/sender.py", "scheduler/due.py"}


def test_decisions_take_from_the_clock_only_how_a_moment_is_read_in_china() -> None:
    taken = {
        alias.name
        for name, tree in trees().items()
        if name.startswith("handlers/")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "storage.clock"
        for alias in node.names
    }
    assert taken <= {"CHINA", "local"}


# ---- words ----------------------------------------------------------------------------------


def named_texts(tree: ast.AST) -> Iterator[ast.expr]:
    """The key of each text, as written where it is used."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in NAMES_A_TEXT:
                yield node.args[0]


def pattern(node: ast.AST) -> str | None:
    """What keys a string, or an f-string with some fixed part, may stand for."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = [pattern(part) or "[^.]+" for part in node.values]
        return "".join(parts) if re.search(r"\w", "".join(parts).replace("[^.]+", "")) else None
    return None


def test_every_sentence_that_the_code_says_stands_in_the_file_of_texts() -> None:
    wanted = {
        (name, found)
        for name, tree in trees().items()
        for node in named_texts(tree)
        if (found := pattern(node)) and r"\." in found
    }
    missing = {w for w in wanted if not any(re.fullmatch(w[1], key) for key in keys())}
    assert missing == set()


def test_every_sentence_in_the_file_of_texts_is_said_somewhere() -> None:
    said = {
        found
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant | ast.JoinedStr) and (found := pattern(node))
    }
    heard = re.compile("|".join(sorted(p for p in said if r"\." in p)))
    assert {key for key in keys() if not heard.fullmatch(key)} == set()


def codes() -> dict[str, set[str]]:
    """The values of each kind of code, by the section of texts that names them."""
    kinds = [kind for kind in vars(storage.codes).values() if isinstance(kind, EnumType)]
    return {
        re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower(): set(map(str, kind))
        for kind in (*kinds, Intent)
    }


def test_every_label_is_that_of_a_code() -> None:
    sections = {key.split(".")[0] for key in keys()} & codes().keys()
    labelled = {key for key in keys() if key.split(".")[0] in sections}
    assert labelled <= {f"{kind}.{value}" for kind in sections for value in codes()[kind]}


def test_sentences_and_labels_are_not_empty() -> None:
    assert [key for key in keys() if not template(key).strip()] == []


def spoken(name: str) -> Iterator[str]:
    """The pieces of a file that somebody may read, without what only its authors do."""
    if not name.endswith(".py"):
        code = re.compile(
            r"/\*.*?\*/|<!--.*?-->|\{#.*?#\}|^\s*(?://|#).*?$", re.DOTALL | re.MULTILINE
        )
        yield from code.sub("", read(name)).splitlines()
        return
    tree = trees()[name]
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.value
        elif isinstance(node, ast.JoinedStr) and HAN.search(ast.unparse(node)):
            yield "".join(
                getattr(part, "value", "") if isinstance(part, ast.Constant) else "某"
                for part in node.values
            )


def half_widths(words: str) -> list[str]:
    """Where a Chinese sentence is set with the marks of an English one."""
    return [] if A_REGEX.search(words) else HALF_WIDTH.findall(WRITTEN_FOR_MACHINES.sub("", words))


def test_chinese_sentences_are_set_with_chinese_marks() -> None:
    files = [f for f in kept_files() if f.startswith(PACKAGES) and re.search(r"\.(py|html|js)$", f)]
    files += ["handlers/texts.zh_CN.toml"]
    wrong = {(f, words) for f in files for words in spoken(f) if half_widths(words)}
    assert {one for one in wrong if not one[0].startswith("bot/training/")} == set()


@pytest.mark.parametrize("words", ["好的,收到", "时长(秒)", "完成:3 行", "3 行,错", "在哪?"])
def test_a_chinese_sentence_with_english_marks_is_noticed(words: str) -> None:
    assert half_widths(words)


# ---- papers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_setting_is_explained(readme: str) -> None:
    words = read(readme)
    assert [one.name for one in settings.variables() if f"`{one.name}`" not in words] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_a_readme_explains_no_setting_that_is_not_there(readme: str) -> None:
    named = set(re.findall(r"`(GRIDWHISTLE_[A-Z0-9_]+)`", read(readme)))
    assert named - {one.name for one in settings.variables()} == set()


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_command_is_explained(readme: str) -> None:
    names = [getattr(one, "name", "") for one in get_command(cli).commands.values()]  # type: ignore[attr-defined]
    assert [name for name in names if not re.search(rf"`{name}[` ]", read(readme))] == []


@pytest.mark.parametrize("paper", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_every_file_that_a_paper_names_is_there(paper: str) -> None:
    inside = re.compile(rf"`((?:{'|'.join(PACKAGES)}|tests|docs|\.ci)/[\w./-]+)`")
    linked = re.compile(r"\]\((?!https?:|#)([^)#]+)[^)]*\)")
    named = {*inside.findall(read(paper)), *linked.findall(read(paper))}
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_both_readmes_name_the_two_commands_on_their_first_screen() -> None:
    for readme in ("README.md", "README.zh-CN.md"):
        first_screen = "\n".join(read(readme).splitlines()[:25])
        assert "make demo" in first_screen
        assert "make test" in first_screen


def test_the_change_log_tells_of_this_version() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert f"## [{version}]" in read("CHANGELOG.md")


def test_nothing_points_outside_the_repository() -> None:
    outside = re.compile(r"\.\./share[d]|/wor[k]/|/roo[t]/|/home/\w|/op[t]/")
    pointing = {f for f in kept_files() if TEXT_FILE.search(f) and outside.search(read(f))}
    assert pointing == set()


# ---- locks and the wheel --------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_for_pip_pins_and_hashes_everything_and_names_no_place(lock: str) -> None:
    words = read(lock)
    pinned = re.findall(r"^([a-z0-9][\w.-]*)==\S+.*\\$", words, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[^\s#]", words, re.MULTILINE))
    assert "://" not in words


def test_uv_and_pip_install_the_same() -> None:
    locked = {(p["name"], p.get("version")) for p in tomllib.loads(read("uv.lock"))["package"]}
    for lock in LOCKS:
        pins = re.findall(r"^([a-z0-9][\w.-]*)==([^\s;]+)", read(lock), re.MULTILINE)
        assert [pin for pin in pins if pin not in locked] == []


def test_everything_locked_comes_from_the_public_index() -> None:
    hosts = set(re.findall(r"https?://([^/\"]+)", read("uv.lock")))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}
    assert not re.search(r"find-links|source = \{ (path|url|git)", read("uv.lock"))


def test_the_wheel_holds_every_file_of_the_four_packages(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = set(wheel.namelist())
    assert {f for f in kept_files() if f.startswith(tuple(f"{p}/" for p in PACKAGES))} <= packed
