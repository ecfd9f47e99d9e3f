"""Which of the five codes a refusal names, or gives grounds for in its own words."""

import re

from storage.codes import RefusalCode

CODE = re.compile(r"[Rr][1-5]")
_RULED_CODES = (
    (RefusalCode.R3, r"重复|已(?:经)?(?:在|有)办|办理中|并案"),
    (
        RefusalCode.R4,
        r"信息不(?:足|全|清)|说不清|没(?:有)?(?:写|说)(?:清|明)|地址不(?:清|明|详)|找不到(?:地方|位置)",
    ),
    (RefusalCode.R5, r"诉讼|仲裁|复议|法院|法定途径|信访(?:途径|程序)"),
    (RefusalCode.R2, r"地界|辖区|不在(?:我|俺)?们?(?:这|辖)|边界|管辖"),
    (
        RefusalCode.R1,
        r"权责清单|职责|不(?:归|属于?|是)(?:我|俺|咱)?们?.{0,6}管|主管(?:部门|单位)?(?:在|是|为)",
    ),
)


def code_in(text: str) -> RefusalCode | None:
    """The refusal code a text names or gives grounds for."""
    named = CODE.search(text)
    if named is not None:
        return RefusalCode(named.group().upper())
    for code, pattern in _RULED_CODES:
        if re.search(pattern, text):
            return code
    return None
