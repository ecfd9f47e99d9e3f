"""Which of the five codes a refusal names, or gives grounds for in its own words."""

import re

from storage.codes import RefusalCode

CODE = re.compile(r"[Rr][1-5]")
_WE = r"(?:我|俺|咱|本|敝)(?:们|局|单位|公司|大队|所|站|中心|队|办|镇|乡|街道)*"
_UNIT = r"(?:局|公司|大队|所|中心|办|镇|乡|街道|村|社区|物业|院|委|站|队|他们|她们|人家|产权单位|开发商|城管|住建|水利|交通|供电|消防)"
NOT_OURS = (
    # 不是我们的, 跟我们没关系, 不在我局名录里, 应该由城管局管
    rf"不(?:归|属于?|是){_WE}(?:的|管|$|[,。!，])",
    rf"(?:跟|和|与|同){_WE}.{{0,2}}(?:没(?:有|啥|什么|半点)?关系|无关|不相干|不沾边)",
    rf"不在{_WE}.{{0,4}}(?:名录|清单|台账|职权|职能|权限|管辖|红线|移交)",
    rf"{_WE}.{{0,3}}(?:没|无)(?:有)?(?:这个?|此项?|相应的?)?(?:执法权|权限|职能|职责|管辖权)",
    rf"(?:应该?|应当|该)(?:由|归|是|找|派给?|转给?|给)[^,。，]{{1,10}}(?:管|负责|处理|牵头|{_UNIT})",
    r"(?:邻|隔壁|外|别的?|旁边)(?:县|市|乡|镇|村|街道|社区|区)[^,。，]{0,8}(?:地界|地盘|辖区|地面|范围|境内|管)",
    r"重复(?:派单|派件|派|交办|工单|转办)|(?:已经?|早就?|别的?(?:单位|部门))有?(?:人|单位|部门)?在办(?:了|着|理)",
    r"(?:找|发|派|转)错(?:了|单位|人|地方|部门)",
)
# Heard before a hand-over: 早移交城管了 and 依据移交协议 are grounds.
HANDED_OVER = (
    r"(?:退回|退单).*移交|移交.*(?:退回|退单)|早(?:就|已|都|已经)?移交|移交(?:协议|清单)",
    r"^[\s#\d,，]*[Rr][1-5](?!\d)|非(?:本|我)(?:单位|局)",
    r"^[\s#\d]*这?个?(?:派|转|找|弄|搞)错了?(?:吧|单位|部门|人)",
)
_RULED_CODES = (
    (RefusalCode.R3, r"重复|已(?:经)?(?:在|有)办|办理中|并案"),
    (
        RefusalCode.R4,
        r"信息不(?:足|全|清)|说不清|没(?:有)?(?:写|说)(?:清|明)|地址不(?:清|明|详)|找不到(?:地方|位置)",
    ),
    (RefusalCode.R5, r"诉讼|仲裁|复议|法院|法定途径|信访(?:途径|程序)"),
    (RefusalCode.R2, r"地界|辖区|不在(?:我|俺)?们?(?:这|辖)|边界|管辖|界碑|地盘"),
    (
        RefusalCode.R1,
        r"权责清单|职责|名录|产权|不(?:归|属于?|是)(?:我|俺|咱)?们?.{0,6}管|主管(?:部门|单位)?(?:在|是|为)",
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
