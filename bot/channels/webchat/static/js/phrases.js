/** Ready phrases, so that a newcomer can try every seat without knowing the words. */

const RESIDENT_GROUP = [
  "咱院3号楼前边下水道又堵了，井盖也翻起来了，臭水流一地，骑车的可得小心",
  "楼道里好大一股煤气味儿",
  "俺这片又停电了，冰箱里的药可不能坏",
  "消防通道又叫车堵了，万一有事咋办",
  "路灯夜儿黑就不亮了，黑咕隆咚看不见路",
  "俺家也是 +1",
  "早啊各位，今天菜市场黄瓜一块五",
];
const RESIDENT_PRIVATE = ["我报的事到哪一步了", "中！办得真快", "没解决，还是老样子", "1", "不用管了，已经好了", "我的数据", "帮助"];
const GRID = ["接单", "转上级", "我到现场了，先围挡住", "办结 已联系物业疏通，现场冲洗干净", "不属实", "我的任务", "帮助"];
const DEPARTMENT = [
  "报到",
  "进展 人已到现场，正在疏通",
  "办结 下水道已疏通，井盖已换新，现场冲洗干净",
  "退回 R1 权责清单上这一项归自来水公司，不归我们单位管",
  "我的任务",
  "帮助",
];
const DUTY = ["已核实，正在处置", "我的任务", "帮助"];

/** What the holder of this seat might say in this chat. */
export function phrasesFor(seat, chat) {
  if (seat.kind === "resident") return chat === seat.id ? RESIDENT_PRIVATE : RESIDENT_GROUP;
  if (seat.kind === "department") return DEPARTMENT;
  if (seat.kind === "grid" || seat.kind === "village") return GRID;
  return DUTY;
}
