"""The columns of a ledger as people head them, under the names our own ledger has them by."""

import re

from bot.sheets.faults import SheetError
from bot.sheets.heads import Column, Row, Table, tables_in
from bot.sheets.reading import Sheet
from handlers.governance import ledgers
from handlers.texts import render

_ALSO: dict[str, tuple[str, ...]] = {
    "number": ("原编号", "事项编号", "工单编号", "工单号", "受理编号", "登记编号", "案件编号", "诉求编号"),
    "opened": (
        "受理时间", "受理日期", "登记日期", "反映时间", "反映日期", "接单时间", "上报时间", "来访时间",
        "发生时间", "时间", "日期",
    ),
    "township": ("乡镇", "街道", "乡镇街道", "所属乡镇", "属地", "所属街道", "镇街"),
    "village": ("村", "社区", "村社区", "所属村", "所属社区", "村居"),
    "grid": ("所属网格", "网格名称"),
    "place": ("详细地址", "地址", "事发地点", "发生地点", "具体位置", "位置", "反映地点"),
    "leaf": ("事项类别", "事项类型", "类型", "诉求类别", "诉求类型", "问题类别", "问题类型", "分类"),
    "summary": (
        "反映事项", "反映内容", "反映问题", "诉求内容", "事项内容", "事项", "问题描述", "具体内容", "内容",
        "问题", "诉求", "矛盾纠纷内容", "事件描述",
    ),
    "urgency": ("缓急", "紧急度"),
    "level": ("层级",),
    "lead": ("责任单位", "承办单位", "办理单位", "责任部门", "承办部门", "主办部门", "处理单位"),
    "helpers": ("协办部门", "配合单位"),
    "leader": ("包案领导", "分管领导"),
    "state": ("办理状态", "办理情况状态", "是否办结", "进展", "完成情况"),
    "due": ("办理时限", "期限", "截止时间"),
    "answered": ("办结日期", "完成时间", "完成日期", "化解时间", "处理时间", "反馈时间"),
    "closed": ("结案时间", "销号日期", "结案日期"),
    "result": ("办理情况", "处理结果", "处理情况", "处置结果", "化解情况", "办理结果及反馈", "结果"),
    "remark": ("说明", "其他"),
}  # fmt: skip
_NEEDED = ("opened", "summary")
_OUR_NUMBER = re.compile(r"[#＃](\d{1,9})")
TELLS_THE_END = ("answered", "closed", "result", "state")


def _columns() -> tuple[Column, ...]:
    ours = (
        Column(name, (render(f"ledger.{name}"), *_ALSO.get(name, ())), name in _NEEDED)
        for name, _ in ledgers.COLUMNS
    )
    satisfied = ("满意度", "是否满意", "满意情况", "群众满意度", "回访结果", "评价", "群众评价")
    return (*ours, Column("satisfied", satisfied))


COLUMNS = _columns()


def ledgers_in(sheets: tuple[Sheet, ...]) -> tuple[Table, ...]:
    """The ledgers of a workbook; raises SheetError when there is none."""
    tables = tables_in(sheets, COLUMNS)
    if not any(table.rows for table in tables):
        raise SheetError("表头下面一行内容都没有。请填好再上传")
    return tables


def our_number(row: Row) -> int | None:
    """The number of one of our own cases, as our export writes it; None for anybody else's."""
    found = _OUR_NUMBER.fullmatch(row.text("number"))
    return int(found[1]) if found is not None else None
