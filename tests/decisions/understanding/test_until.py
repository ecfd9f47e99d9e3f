"""Until when and why something is to be put off, in the words in which staff ask for it."""

from datetime import date

import pytest

from handlers.understanding.until import Until, read_deferral

WEDNESDAY = date(2026, 5, 13)


def on(month: int, day: int, year: int = 2026) -> Until:
    return Until(date(year, month, day))


@pytest.mark.parametrize(
    ("words", "until", "reason"),
    [
        ("申请延期到下周五,等配件", on(5, 22), "等配件"),
        ("延期3天 理由:配件没到", Until(days=3), "配件没到"),
        ("这活儿三天干不完,能不能宽限到周五", on(5, 15), "这活儿三天干不完"),
        ("再给5个工作日吧，材料还在路上", Until(workdays=5), "材料还在路上"),
        ("能不能缓到月底,雨天干不成", on(5, 31), "雨天干不成"),
        ("延期到5月20日 配件要从郑州发", on(5, 20), "配件要从郑州发"),
        ("想多给两天,人手不够", Until(days=2), "人手不够"),
        ("请求延长一周,连着下雨没法铺沥青", Until(days=7), "连着下雨没法铺沥青"),
        ("延期到20号，因配件未到货", on(5, 20), "配件未到货"),
        ("推迟到下下周一,施工队在外地", on(5, 25), "施工队在外地"),
        ("拖两三天行不,吊车没空", Until(days=3), "吊车没空"),
        ("延到后天中不中,缺零件", on(5, 15), "缺零件"),
        ("申请办理延期十个工作日,理由:需要开挖", Until(workdays=10), "需要开挖"),
        ("延期到2026-06-02。原因:设备返厂维修", on(6, 2), "设备返厂维修"),
        ("延期到3号,等开工证", on(6, 3), "等开工证"),
        ("延期到1月8号,跨年了材料才到", on(1, 8, 2027), "跨年了材料才到"),
        ("先挂账吧,等开春再修", Until(), "等开春再修"),
        ("挂账到6月10号,等管网改造立项,先做好围挡", on(6, 10), "等管网改造立项，先做好围挡"),
        ("挂账30天,等产权单位确认资金,每周巡查", Until(days=30), "等产权单位确认资金，每周巡查"),
        ("续挂到6月12日,资金还没到位", on(6, 12), "资金还没到位"),
        ("挂账,等上级资金到位后统一改造,6月5号再看", on(6, 5), "等上级资金到位后统一改造"),
        ("挂起来吧，等汛期过了再说", Until(), "等汛期过了再说"),
        ("延期", Until(), ""),
        ("宽限几天", Until(), ""),
        ("我们想申请延期,配件没到", Until(), "配件没到"),
        ("延期，到周五吧，配件没到", on(5, 15), "配件没到"),
        ("延期到2月30号,等材料", Until(), "2月30号，等材料"),
    ],
)
def test_the_time_and_the_reason_are_taken_apart(words: str, until: Until, reason: str) -> None:
    found = read_deferral(words, WEDNESDAY)
    assert found.until == until
    assert found.reason == reason


def test_a_weekday_that_is_today_means_the_next_one() -> None:
    assert read_deferral("延期到周三,等料", WEDNESDAY).until == on(5, 20)
    assert read_deferral("延期到周四,等料", WEDNESDAY).until == on(5, 14)
    assert read_deferral("延期到这周日,等料", WEDNESDAY).until == on(5, 17)
