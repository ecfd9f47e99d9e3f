"""A model file in use, and beside it every version that ever was.

`PATH` is always a whole model; `PATH.versions/0003.json.gz` is what was written third. A version
says in its `meta` which number it has and which one it replaced, so the way back needs no list.
Beside it lies its like that was not taught what is held back: with that one it was measured, and
with that one the next will be compared.
"""

import os
import tempfile
from dataclasses import replace
from pathlib import Path

from bot.training.faults import TrainingError
from handlers.understanding.model.file import ModelData, packed, read_model
from handlers.understanding.model.linear import LinearModel

_INSIDE = "model.json.gz"


def in_use(path: Path) -> Path:
    """The model file meant by a path, which may name the folder that holds it."""
    return path / _INSIDE if path.is_dir() else path


def versions_of(path: Path) -> Path:
    """The folder that keeps the versions of a model file."""
    return path.with_name(f"{path.name}.versions")


def keep(path: Path, data: ModelData, checked: ModelData) -> int:
    """A further version and its like are kept, not yet in use; the number is returned."""
    before = _kept_number(path)
    number = _next_number(path)
    numbers = {"number": number, "before": before}
    write(_checked_file(path, number), packed(replace(checked, meta={**checked.meta, **numbers})))
    write(version_file(path, number), packed(replace(data, meta={**data.meta, **numbers})))
    return number


def to_compare_with(path: Path) -> LinearModel | None:
    """What stands for the model in use when another is compared with it; None if there is none."""
    if not path.is_file():
        return None
    data = read_model(path)
    number = data.meta.get("number")
    checked = _checked_file(path, number) if isinstance(number, int) else path
    return LinearModel(read_model(checked) if checked.is_file() else data)


def promote(path: Path, number: int) -> None:
    """The version of this number is in use; whoever reads meanwhile sees the old one or the new."""
    source = version_file(path, number)
    if not source.is_file():
        raise TrainingError(f"没有第 {number} 版模型（{source}）")
    read_model(source)
    write(path, source.read_bytes())


def back(path: Path) -> int:
    """The version that was replaced last is in use again; its number is returned."""
    before = read_model(path).meta.get("before")
    if not isinstance(before, int):
        raise TrainingError(f"{path} 没有更早的版本可以退回")
    promote(path, before)
    return before


def _kept_number(path: Path) -> int | None:
    """The number of the version in use, which is kept first if it came from elsewhere."""
    if not path.is_file():
        return None
    data = read_model(path)
    number = data.meta.get("number")
    if isinstance(number, int) and version_file(path, number).is_file():
        return number
    number = _next_number(path)
    kept = replace(data, meta={**data.meta, "number": number, "before": None})
    write(version_file(path, number), packed(kept))
    return number


def version_file(path: Path, number: int) -> Path:
    """Where a version is kept."""
    return versions_of(path) / f"{number:04d}.json.gz"


def _checked_file(path: Path, number: int) -> Path:
    return versions_of(path) / f"{number:04d}.checked.json.gz"


def _next_number(path: Path) -> int:
    kept = (one.name.split(".")[0] for one in versions_of(path).glob("*.json.gz"))
    return max((int(name) for name in kept if name.isdecimal()), default=0) + 1


def write(path: Path, content: bytes) -> None:
    """The file is there whole or not at all, also after the power fails; raises TrainingError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as stream:
            beside = Path(stream.name)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            beside.chmod(0o644)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise TrainingError(f"写不了 {path}（{error.strerror}）") from None
