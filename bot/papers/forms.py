"""The Word forms of letters: the shipped ones, or the county's own, checked before they are used."""

from difflib import get_close_matches
from pathlib import Path
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError

from bot.papers.errors import TemplateError
from bot.papers.placeholders import gaps_of
from storage.codes import LetterKind

SHIPPED = Path(__file__).parent / "templates"
GAPS = {
    # what a form may name, and which fact of the letter stands there
    "编号": "letter",
    "文种": "kind",
    "单位": "unit",
    "事项": "case",
    "交办时间": "assigned",
    "原定时限": "due",
    "问题": "reasons",
    "工作日": "days",
    "回复期限": "until",
    "签发人": "signer",
    "中心": "centre",
    "日期": "date",
    "月份": "month",
    "案件": "crimes",
    "事故": "accidents",
    "上访": "petitions",
    "颜色": "colour",
    "签收": "received",
    "回复": "reply",
}
_ALWAYS = ("编号", "单位", "回复期限", "中心", "日期")
NEEDED = {
    LetterKind.REMINDER: (*_ALWAYS, "问题"),
    LetterKind.SUPERVISION: (*_ALWAYS, "事项", "问题", "签发人"),
    LetterKind.WARNING: (*_ALWAYS, "月份", "案件", "事故", "上访", "颜色", "签发人"),
}


def form_for(kind: LetterKind, folder: Path | None) -> Document:
    """The form of this kind, the county's own before the shipped one; raises TemplateError."""
    return load(path_of(kind, folder), kind)


def path_of(kind: LetterKind, folder: Path | None) -> Path:
    """Where the form of this kind stands."""
    own = folder / f"{kind.value}.docx" if folder is not None else None
    return own if own is not None and own.is_file() else SHIPPED / f"{kind.value}.docx"


def load(path: Path, kind: LetterKind) -> Document:
    """The form of this file; raises TemplateError naming everything that is missing or unknown."""
    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        raise TemplateError(f"模板 {path.name} 打不开，不是 Word（.docx）文件") from error
    found = gaps_of(document)
    faults = [f"缺少 {{{{{name}}}}}" for name in NEEDED[kind] if name not in found]
    faults += [_unknown(name) for name in sorted(found - GAPS.keys())]
    if faults:
        raise TemplateError(f"模板 {path.name} 用不了：{'；'.join(faults)}。")
    return document


def check(folder: Path | None) -> None:
    """Every form that would be used is fine; raises TemplateError naming all faults of all forms."""
    faults: list[str] = []
    for kind in LetterKind:
        try:
            form_for(kind, folder)
        except TemplateError as error:
            faults.append(str(error))
    if faults:
        raise TemplateError("\n".join(faults))


def _unknown(name: str) -> str:
    near = get_close_matches(name, GAPS, 1, cutoff=0.4)
    hint = f"，是不是想写 {{{{{near[0]}}}}}" if near else ""
    return f"不认识 {{{{{name}}}}}{hint}"
