"""A calendar file: read from YAML and CSV, every bad line named, written whole or not at all."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from scheduler.calendar import Calendars, calendars
from storage.calendar.file import CalendarFileError, load_calendar_file, parse_calendar_file
from storage.calendar.values import CalendarFile
from storage.calendar.writing import write
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.engines import building_engine, parse_url
from storage.regions import directory_version
from storage.tables.calendar import WorkdayOverride
from storage.tables.region import Department
from storage.workdays import county_time

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
YEAR = """
year: 2027
holidays:
  - {name: 元旦, from: 2027-01-01, until: 2027-01-03}
  - {name: 春节, from: 2027-02-05, until: 2027-02-11}
  - {name: 劳动节, from: 2027-05-01, until: 2027-05-05}
  - {name: 国庆节, from: 2027-10-01, until: 2027-10-07}
workdays: [2027-01-31, 2027-02-20]
"""
HOURS = """
own:
  - {date: 2026-12-12, work: true, name: 补班}
hours:
  usual: [09:00-12:00, 14:00-17:00]
departments:
  - {name: 供电公司, hours: [00:00-24:00], every_day: true}
"""
ROWS = "日期,类型,名称\n" + "\n".join(
    [f"2027/1/{n},休,元旦" for n in (1, 2, 3)]
    + [f"2027年5月{n}日,放假,劳动节" for n in range(1, 6)]
    + [f"2027-10-{n:02},休,国庆节" for n in range(1, 8)]
    + ["2027-01-31,班,春节"]
)


def problems(text: str, file: str = "2027.yaml") -> list[tuple[int, str]]:
    with pytest.raises(CalendarFileError) as raised:
        parse_calendar_file(text, file)
    return [(p.line, p.reason) for p in raised.value.problems]


def days(file: CalendarFile) -> dict[str, bool]:
    return {one.day.isoformat(): one.is_work for one in file.days}


def test_a_year_is_read_from_yaml() -> None:
    found = parse_calendar_file(YEAR, "2027.yaml")
    assert found.year == 2027
    assert len(found.days) == 24
    assert days(found)["2027-02-08"] is False
    assert days(found)["2027-01-31"] is True


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_year_is_read_from_csv_however_it_was_saved(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "放假.csv"
    path.write_bytes(ROWS.encode(encoding))
    found = load_calendar_file(path)
    assert found.year == 2027
    assert len(found.days) == 16
    assert found.days[0].name == "元旦"


def test_every_bad_line_is_named_at_once() -> None:
    bad = YEAR.replace("until: 2027-02-11", "until: 2027-02-30").replace("2027-01-31", "2027-02-03")
    found = problems(bad + "holiday: []\n")
    assert [line for line, _ in found] == [5, 8, 9]
    assert "不是日期" in found[0][1]
    assert "星期三，本来就上班" in found[1][1]
    assert "不认识 holiday，是不是想写 holidays" in found[2][1]


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("2027-02-20", "2027-02-06"), 8, "又放假又上班（第 5 行已有）"),
        (("2027-02-20", "2028-02-20"), 8, "不在2027年里"),
        (("year: 2027", "year: 20277"), 2, "不像年份"),
        (("year: 2027", "{year: 2027"), 3, "看不懂"),
        (("2027-10-07", "2027-11-07"), 7, "天数不对"),
        (("from: 2027-05-01", "from: 2027-05-02"), 1, "缺少劳动节：5月1日没有写放假"),
    ],
)
def test_what_cannot_be_is_refused(change: tuple[str, str], line: int, said: str) -> None:
    found = problems(YEAR.replace(*change))
    assert any(at == line and said in reason for at, reason in found), found


def test_a_year_that_is_not_whole_is_refused() -> None:
    found = problems("日期,类型\n2027-01-01,休\n2027-01-32,休\n2027-01-02,玩\n", "2027.csv")
    assert (3, "“2027-01-32”不是日期，要写成 2027-01-01 的样子") in found
    assert (4, "第二列要写“休”或“班”，现在是“玩”") in found
    assert any("缺少国庆节" in reason for _, reason in found)
    assert any("可能没写全" in reason for _, reason in found)


@pytest.mark.parametrize(
    "hours", ["[08:30-25:00]", "[12:00-08:30]", "[08:30-12:00, 11:00-18:00]", "[早上]"]
)
def test_hours_that_cannot_be_are_refused(hours: str) -> None:
    found = problems(f"departments:\n  - {{name: 供电公司, hours: {hours}}}\n")
    assert found[0][0] == 2


@pytest.mark.parametrize("text", ["", "\n\n", "- 1", "[" * 40])
def test_what_is_no_calendar_is_refused(text: str) -> None:
    assert problems(text)
    assert problems(text, "2027.csv")


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(CalendarFileError, match="打不开"):
        load_calendar_file(tmp_path / "2027.yaml")
    (tmp_path / "2027.xlsx").write_bytes(b"PK\x03\x04\xff\xff\x00")
    with pytest.raises(CalendarFileError, match="不是文本文件"):
        load_calendar_file(tmp_path / "2027.xlsx")


def kept(session: Session) -> Calendars:
    time = county_time(session, 1)
    return calendars(time.days, time.hours, time.years)


@pytest.fixture
def county(sqlite_url: str) -> Iterator[Session]:
    with building_engine(parse_url(sqlite_url)) as engine, Session(engine) as session:
        seed(session, demo_county_file())
        yield session


def test_an_imported_year_is_known_and_counted(county: Session) -> None:
    before = directory_version(county)
    assert not kept(county).county.knows(2027)
    write(county, 1, parse_calendar_file(YEAR, "2027.yaml"), NOW)
    calendar = kept(county).county
    assert calendar.knows(2027)
    assert not calendar.is_work(date(2027, 2, 8))
    assert calendar.is_work(date(2027, 1, 31))
    assert directory_version(county) > before


def test_a_year_imported_again_takes_the_place_of_the_first(county: Session) -> None:
    write(county, 1, parse_calendar_file(YEAR, "2027.yaml"), NOW)
    write(county, 1, parse_calendar_file(HOURS, "own.yaml"), NOW)
    write(county, 1, parse_calendar_file(YEAR.replace(", 2027-02-20", ""), "new.yaml"), NOW)
    calendar = kept(county).county
    assert not calendar.is_work(date(2027, 2, 20))
    assert calendar.is_work(date(2026, 12, 12))  # the county's own day stays
    names = county.exec(select(WorkdayOverride.name).where(col(WorkdayOverride.is_work).is_(True)))
    assert sorted(names) == ["", "补班"]


def test_a_department_may_keep_hours_of_its_own(county: Session) -> None:
    write(county, 1, parse_calendar_file(HOURS, "own.yaml"), NOW)
    power = county.exec(select(Department.id).where(Department.name == "供电公司")).one()
    own = kept(county)
    assert own.departments[power or 0].is_work(date(2026, 12, 13))
    assert not own.county.is_work(date(2026, 12, 13))
    assert [str(begin) for begin, _ in own.county.hours(date(2026, 12, 14))] == [
        "09:00:00",
        "14:00:00",
    ]


def test_an_unknown_department_is_named_and_nothing_is_written(county: Session) -> None:
    file = parse_calendar_file(HOURS.replace("供电公司", "供电局"), "own.yaml")
    with pytest.raises(CalendarFileError, match="第 7 行：没有“供电局”这个部门"):
        write(county, 1, file, NOW)
    assert county.exec(select(WorkdayOverride)).all() == []
