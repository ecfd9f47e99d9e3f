"""A county file is read into values; a broken one is refused with every line named."""

from pathlib import Path

import pytest

from storage.codes import GroupKind, Level, Role
from storage.county.file import CountyFileError, load_county_file, parse_county_file
from storage.county.values import CountyFile

GOOD = """\
version: 1
county: {code: QH, name: 青河县, centre_name: 县中心, duty_phone: 0375-5500123}
counters: {case: 7}
regions:
  - {code: T1, level: township, name: 城关街道}
  - {code: V1, level: village, parent: T1, name: 东街社区}
  - code: G1
    level: grid
    parent: V1
    name: 东关家属院
    households: 286
    aliases: [东关院]
    polygon: [[113.20, 33.97], [113.21, 33.97], [113.21, 33.98], [113.20, 33.97]]
    places:
      - {name: 3号楼, kind: building, aliases: [三号楼], at: [113.205, 33.972]}
departments:
  - {name: 城管局, kind: urban_management, aliases: [城管], responsibilities: [garbage], on_desk: true}
people:
  - {name: 郭网格, home: G1, posts: [{role: grid_member, region: G1}]}
  - {name: 刘翠萍, posts: [{role: grid_member, region: G1}, {role: grid_lead, region: G1}]}
  - {name: 城管局值班, phone: 0375-5530001, posts: [{role: department_clerk, department: 城管局}]}
  - {name: 高叔, home: G1}
groups:
  - {id: wx_dongguan, name: 邻里群, kind: residents, region: G1}
  - {id: 工作群_城管局, name: 城管局工作群, kind: department, department: 城管局}
"""


def read(text: str, leaves: set[str] | None = None) -> CountyFile:
    return parse_county_file(text, "县.yaml", leaves)


def refusal(text: str, leaves: set[str] | None = None) -> CountyFileError:
    with pytest.raises(CountyFileError) as caught:
        read(text, leaves)
    return caught.value


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def test_a_good_file_is_read_whole() -> None:
    file = read(GOOD, {"garbage"})
    assert [(r.code, r.level, r.parent) for r in file.regions] == [
        ("QH", Level.COUNTY, ""),
        ("T1", Level.TOWNSHIP, "QH"),
        ("V1", Level.VILLAGE, "T1"),
        ("G1", Level.GRID, "V1"),
    ]
    grid = file.regions[-1]
    assert (grid.households, grid.aliases, len(grid.polygon)) == (286, ("东关院",), 3)
    assert file.places[0].at == (113.205, 33.972)
    assert file.departments[0].region == "QH"
    assert file.departments[0].on_desk
    assert file.county.duty_phone == "0375-5500123"
    assert file.counters == (("case", 7),)
    assert [group.kind for group in file.groups] == [GroupKind.RESIDENTS, GroupKind.DEPARTMENT]


def test_an_id_is_made_of_the_name_and_a_rank_of_the_order() -> None:
    file = read(GOOD)
    assert file.people[0].id == "p:郭网格"
    members = [(p.person, p.rank) for p in file.posts if p.role is Role.GRID_MEMBER]
    assert members == [("p:郭网格", 0), ("p:刘翠萍", 1)]


def test_values_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        read(GOOD).county.name = "红河县"  # type: ignore[misc]


BROKEN = [
    ("version: 1", "version: 2", 1, "只认得 version: 1"),
    ("version: 1\n", "", 1, "缺少 version"),
    ("name: 青河县, ", "", 2, "缺少 name"),
    ("code: QH", "code: 青河", 2, "只能用字母、数字"),
    ("0375-5500123", "打给老李", 2, "不像电话号码"),
    ("counters: {case: 7}", "counters: {case: 七}", 3, "要写整数"),
    ("counters: {case: 7}", "counters: {cases: 7}", 3, "不认识 cases，是不是想写 case"),
    ("level: township", "level: townshp", 5, "没有“townshp”这种 level，是不是想写 township"),
    ("level: township", "level: city", 5, "没有“city”这种 level"),
    ("level: township", "level: county", 5, "没有“county”这种 level"),
    ("code: V1, ", "", 6, "缺少 code"),
    ("code: V1,", "code: T1,", 6, "代码 T1 用了两次（第 5 行已有）"),
    ("parent: T1", "parent: T9", 6, "parent T9 不存在"),
    ("    parent: V1\n", "", 7, "网格 G1 没写 parent，要写它属于哪个村（社区）"),
    ("parent: V1", "parent: T1", 7, "parent 要是村（社区），T1 却是乡镇（街道）"),
    ("households: 286", "households: 两百", 11, "要写整数"),
    ("households: 286", "househoulds: 286", 11, "不认识 househoulds，是不是想写 households"),
    ("aliases: [东关院]", "aliases: 东关院", 12, "要写成一组"),
    ("aliases: [东关院]", "aliases: [东关院, 东关院]", 12, "写了两遍"),
    (", [113.21, 33.98], [113.20, 33.97]]", "]", 13, "至少要 3 个点，现在只有 2 个"),
    ("[113.21, 33.98]", "[33.98, 113.21]", 13, "先写经度"),
    ("[113.21, 33.98]", "[113.21, 33.97]", 13, "重复的点"),
    ("[113.21, 33.98]", "[113.21]", 13, "要写成 [经度, 纬度]"),
    ("[113.21, 33.98]", "[113.21, 北]", 13, "要写成 [经度, 纬度]"),
    (
        "[113.21, 33.97], [113.21, 33.98]",
        "[113.21, 33.98], [113.21, 33.97], [113.20, 33.98]",
        13,
        "互相交叉",
    ),
    ("at: [113.205, 33.972]", "at: [33.972, 113.205]", 15, "at 要写成 [经度, 纬度]"),
    ("at: [113.205, 33.972]", "at: 院里", 15, "at 要写成 [经度, 纬度]"),
    ("kind: building", "kind: 楼", 15, "只能用小写字母"),
    ("name: 3号楼, ", "", 15, "缺少 name"),
    ("kind: urban_management, ", "kind: urban_management, region: T7, ", 17, "区域 T7 不存在"),
    ("on_desk: true", "on_desk: 是", 17, "要写 true 或 false"),
    ("home: G1, posts", "home: G7, posts", 19, "区域 G7 不存在"),
    ("{role: grid_member, region: G1}]}\n  - {name: 刘", "{role: grid_membr, region: G1}]}\n  - {name: 刘",
     19, "没有“grid_membr”这种 role，是不是想写 grid_member"),
    ("{role: grid_member, region: G1}]}\n  - {name: 刘", "{role: resident, region: G1}]}\n  - {name: 刘",
     19, "没有“resident”这种 role"),
    ("{role: grid_lead, region: G1}", "{role: grid_lead, region: G8}", 20, "区域 G8 不存在"),
    ("{role: grid_lead, region: G1}", "{role: grid_lead, region: V1}", 20, "网格长只能在网格，V1 是村（社区）"),
    ("{role: grid_lead, region: G1}", "{role: grid_lead}", 20, "网格长要写 region"),
    ("{role: grid_lead, region: G1}", "{role: grid_lead, department: 城管局}", 20, "要写 region"),
    ("{role: grid_lead, region: G1}", "{role: grid_member, region: G1}", 20, "当了两次网格员"),
    ("{role: department_clerk, department: 城管局}", "{role: department_clerk, department: 环保局}",
     21, "部门 环保局 不存在"),
    ("{role: department_clerk, department: 城管局}", "{role: department_clerk, region: G1}",
     21, "部门经办人要写 department"),
    ("name: 高叔", "name: 郭网格", 22, "p:郭网格 有两个人；同名的请另写 id（第 19 行已有）"),
    ("kind: residents, region: G1", "kind: residents", 24, "群 wx_dongguan 要写 region"),
    ("kind: residents, region: G1", "kind: residents, region: G9", 24, "区域 G9 不存在"),
    ("kind: residents", "kind: family", 24, "没有“family”这种 kind，可以写：residents、staff、department"),
    ("id: wx_dongguan", "id: 工作群_城管局", 25, "群 工作群_城管局 写了两次（第 24 行已有）"),
    ("kind: department, department: 城管局", "kind: department", 25, "要写 department"),
    ("kind: department, department: 城管局", "kind: department, department: 环保局", 25, "环保局 不存在"),
    ("name: 高叔,", "name: [高叔],", 22, "要写成一个词"),
    ("name: 高叔,", "name: " + "高" * 201 + ",", 22, "太长"),
    ("name: 高叔,", "name: 高叔, name: 高婶,", 22, "name 写了两遍"),
    ("name: 高叔,", "name: 高\u202e叔,", 22, "控制字符"),
    ("name: 高叔,", "name: 高\x00叔,", 22, "控制字符"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "reason"), BROKEN)
def test_a_mistake_is_named_with_file_line_and_reason(
    old: str, new: str, line: int, reason: str
) -> None:
    message = str(refusal(changed(old, new)))
    named = [row for row in message.splitlines() if row.startswith(f"县.yaml 第 {line} 行：")]
    assert any(reason in row for row in named), message


def test_one_mistake_gives_one_line() -> None:
    assert len(refusal(changed("households: 286", "househoulds: 286")).problems) == 1


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines() -> None:
    text = GOOD.replace("level: township", "level: town").replace(
        "home: G1, posts", "home: G7, posts"
    )
    text = text.replace("kind: residents, region: G1", "kind: residents")
    error = refusal(text)
    assert [problem.line for problem in error.problems] == [5, 19, 24]
    assert str(error).startswith("县情文件有 3 处要改，什么都没有写入。\n县.yaml 第 5 行：")


def test_two_leads_of_a_grid_are_one_too_many() -> None:
    second = "  - {name: 马网格, posts: [{role: grid_lead, region: G1}]}\ngroups:"
    error = refusal(changed("groups:", second))
    assert [str(p.line) + p.reason for p in error.problems] == ["23G1 有两个网格长（第 20 行已有）"]


def test_two_people_of_the_same_rank_are_refused() -> None:
    second = "  - {name: 马网格, posts: [{role: grid_member, region: G1, rank: 0}]}\ngroups:"
    (problem,) = refusal(changed("groups:", second)).problems
    assert (problem.line, problem.reason) == (23, "p:马网格 和 p:郭网格 的 rank 都是 0")


def test_two_people_of_one_name_need_an_id() -> None:
    file = read(changed("- {name: 高叔,", "- {name: 郭网格, id: 老郭,"))
    assert [p.id for p in file.people if p.name == "郭网格"] == ["p:郭网格", "老郭"]


def test_a_department_written_twice_or_sharing_an_alias_is_refused() -> None:
    twice = (
        "  - {name: 城管局, kind: other}\n  - {name: 环卫处, kind: other, aliases: [城管]}\npeople:"
    )
    reasons = [p.reason for p in refusal(changed("people:", twice)).problems]
    assert reasons == [
        "部门 城管局 写了两次（第 17 行已有）",
        "部门 环卫处 的别名“城管”别的部门在用",
    ]


def test_a_place_written_twice_is_refused() -> None:
    twice = "      - {name: 3号楼, kind: building}\ndepartments:"
    (problem,) = refusal(changed("departments:", twice)).problems
    assert (problem.line, problem.reason) == (16, "G1 的地点 3号楼 写了两次（第 15 行已有）")


def test_an_unknown_leaf_is_refused_when_the_leaves_are_known() -> None:
    (problem,) = refusal(GOOD, {"noise"}).problems
    assert (problem.line, problem.reason) == (
        17,
        "部门 城管局 的权责清单写了 garbage，事项类别里没有",
    )


def test_something_that_is_not_a_mapping_is_refused_once() -> None:
    (problem,) = refusal(changed("  - {name: 高叔, home: G1}", "  - 高叔")).problems
    assert (problem.line, problem.reason) == (22, "人员要写成“name: 青河县”的样子")


def test_a_file_without_county_is_refused() -> None:
    reasons = [p.reason for p in refusal("version: 1\nregions: []\n").problems]
    assert reasons == ["文件缺少 county"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("# 空的\n", 1),
        ("version: 1\ncounty: {code: QH\nregions: []\n", 3),
        ("version: 1\n\tcounty: 1\n", 2),
        ("version: 1\ncounty: *nobody\n", 2),
        ("- 1\n- 2\n", 1),
        ("青河县", 1),
        ("version: 1\n" + "[" * 100_000, 2),
        ("version: 1\ncounty: " + "{a: " * 50_000, 2),
        ("version: 1\ncounty: &a [*a]\n", 2),
        ("version: \ud83c\n", 1),
    ],
)
def test_what_is_no_county_file_at_all_is_refused_with_a_line(text: str, line: int) -> None:
    error = refusal(text)
    assert error.problems[0].line == line
    assert str(error).splitlines()[1].startswith(f"县.yaml 第 {line} 行：")


def test_a_python_object_in_the_file_is_only_text() -> None:
    error = refusal(changed("name: 高叔", "name: !!python/object/apply:os.getcwd []"))
    assert error.problems[0].line == 22


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CountyFileError, match=r"没有\.yaml 第 1 行：打不开这个文件"):
        load_county_file(tmp_path / "没有.yaml")


def test_a_file_in_another_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "老.yaml"
    path.write_bytes("version: 1\n# 青河县\n".encode("gb18030"))
    with pytest.raises(CountyFileError, match=r"老\.yaml 第 2 行：不是 UTF-8 编码"):
        load_county_file(path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "县.yaml"
    path.write_text(GOOD, encoding="utf-8-sig")
    assert load_county_file(path).county.name == "青河县"


def test_the_example_in_the_handbook_is_a_good_file() -> None:
    handbook = Path(__file__).parents[2] / "docs" / "county-file.md"
    example = handbook.read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    assert [group.id for group in read(example).groups] == ["wx_dongguan", "工作群_城管局"]
