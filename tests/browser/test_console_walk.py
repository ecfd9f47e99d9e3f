"""A day at the console, walked by hand: in by password, whistle, refusal, correction, call, letter."""

import io
import re
from typing import Any

import docx
import pytest
from playwright.async_api import Browser, Page, expect
from sqlmodel import Session, col, select

from storage.codes import CaseState, TaskKind
from storage.tables.case import Task
from storage.tables.person import Person
from storage.tables.survey import Survey
from tests.browser.desk import GAO, GROUP, Desk
from tests.service import rows
from tests.service.paper_room import write_letters
from tests.service.webchat_room import TUESDAY

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

SEWER = "咱院3号楼前边下水道又堵了，臭水流一地"
SECRET = "他又打我了，我和孩子在3号楼2单元，别让他知道我说了"


async def keep(desk: Desk, write: Any) -> Any:
    """Rows are written as if they had come about before."""
    return await desk.service.loops.db.tx(write)


async def go(desk: Desk, path: str) -> Page:
    """A page of the console, ready."""
    await desk.page.goto(f"{desk.address}/console/{path}")
    await desk.page.wait_for_selector("body.is-ready")
    return desk.page


async def move(desk: Desk, name: str, **fields: str) -> None:
    """One of the moves of the case page, with its form filled in."""
    box = desk.page.locator(".move").filter(
        has=desk.page.locator("summary", has_text=re.compile(f"^{name}$"))
    )
    await box.first.locator("summary").click()
    for field, value in fields.items():
        control = box.first.locator(f'[name="{field}"]')
        tag = await control.evaluate("one => one.tagName + (one.type || '')")
        if tag.startswith("SELECT"):
            await control.select_option(label=value)
        elif tag.endswith("checkbox"):
            await control.check()
        else:
            await control.fill(value)
    await box.first.locator("button.main").click()


async def done(desk: Desk) -> str:
    """The move was made; what the page says of it."""
    await expect(desk.page.locator(".flash")).to_be_visible()
    await expect(desk.page.locator(".flash")).to_contain_text("已办")
    return await desk.page.locator(".flash-done").inner_text()


# ---- who comes in --------------------------------------------------------------------------------


async def test_a_clerk_is_given_an_account_and_makes_the_password_their_own(desk: Desk) -> None:
    await desk.sit_at_console("向东阳")
    page = await go(desk, "accounts?q=城管局值班")
    await page.get_by_role("button", name="开账号").first.click()
    first = await page.locator(".flash-done code").inner_text()
    account = await page.locator(".flash-done b").last.inner_text()
    await page.context.clear_cookies()
    await page.goto(f"{desk.address}/console/whistles")
    form = page.locator("form[action='/console/sign-in']")
    await form.locator("[name=name]").fill(account)
    await form.locator("[name=password]").fill(first)
    await form.locator("button").click()
    await expect(page.locator("h1")).to_have_text("我的账号")
    form = page.locator("form[action='/console/password']")
    await form.locator("[name=password]").fill(first)
    for field in ("wanted", "again"):
        await form.locator(f"[name={field}]").fill("七里河边的柳树不会说话")
    await form.locator("button").click()
    await expect(page.locator(".flash-done")).to_contain_text("密码已改")
    page = await go(desk, "whistles")
    await expect(page.locator("h1")).to_have_text("吹哨报到")


async def test_a_stolen_cookie_and_a_foreign_page_open_nothing(
    desk: Desk, chromium: Browser
) -> None:
    await desk.sit_at_console("县值班")
    stolen = await desk.page.context.cookies()
    thief = await chromium.new_context()
    await thief.add_cookies(stolen)  # type: ignore[arg-type]
    look = await thief.new_page()
    await look.goto(f"{desk.address}/console/")
    await expect(look.locator("h1")).to_have_text("青河县事项")
    await go(desk, "password")
    await desk.page.get_by_role("button", name="在这里退出").click()
    await look.goto(f"{desk.address}/console/")
    assert "/console/sign-in" in look.url
    await thief.close()
    await desk.sit_at_console("县值班")
    answer = await desk.page.request.post(
        f"{desk.address}/console/bulk",
        form={"move": "remind"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status == 403
    answer = await desk.page.request.post(f"{desk.address}/console/bulk", form={"move": "remind"})
    assert answer.status == 403


ROLES = ("县值班", "城关值班", "郭网格", "王建社", "城管局值班", "向东阳")


async def test_six_posts_see_what_is_theirs_and_nothing_else(desk: Desk) -> None:
    await desk.say(GAO, GROUP, SEWER)
    await desk.forward_until(GAO, GROUP, "已登记", most=3)
    await keep(desk, lambda s: rows.add_case(s, 901, region="G301", title="路灯不亮"))
    await keep(
        desk,
        lambda s: rows.add_case(
            s, 902, leaf="domestic_violence", title="家里的事", is_confidential=True, summary=SECRET
        ),
    )
    seen: dict[str, set[str]] = {}
    for name in ROLES:
        await desk.page.context.clear_cookies()
        await desk.page.goto(f"{desk.address}/console/sign-in")
        await desk.sit_at_console(name)
        answer = await desk.page.request.get(f"{desk.address}/console/")
        text = await answer.text() if answer.status == 200 else ""
        assert SECRET not in text, name
        assert "打我" not in text, name
        seen[name] = set(re.findall(r"#00\d{3}", text))
    sewer = next(iter(seen["郭网格"]))
    assert {sewer, "#00901"} <= seen["县值班"]
    assert "#00901" not in seen["城关值班"]
    assert seen["郭网格"] == {sewer}
    assert "#00901" not in seen["王建社"]
    assert seen["城管局值班"] == set()
    assert seen["向东阳"] == set()


# ---- the day's work ------------------------------------------------------------------------------


async def test_two_departments_are_whistled_one_refuses_and_is_told_to_stay(desk: Desk) -> None:
    await desk.say(GAO, GROUP, SEWER)
    told = await desk.forward_until(GAO, GROUP, "已登记", most=3)
    found = re.search(r"#(\d+)", told)
    assert found is not None
    case = f"cases/{int(found[1])}"
    await desk.sit_at_console("县值班")
    await go(desk, case)
    await move(desk, "吹哨", department="城管局")
    await done(desk)
    await move(desk, "吹哨", department="自来水公司", helper="1")
    await done(desk)
    board = desk.page.locator("[data-part=right], [data-part=left]")
    await expect(board.filter(has_text="自来水公司").first).to_contain_text("协办")
    await desk.keep_picture("case-whistled.png")
    await desk.sit_at_console("城管局值班")
    await go(desk, case)
    await move(
        desk,
        "退回",
        code="R1 非本单位职责",
        department="自来水公司",
        note="权责清单上这一段管网由自来水公司管，请改派",
    )
    await done(desk)
    await desk.sit_at_console("县值班")
    await go(desk, case)
    await move(desk, "不同意退回", note="雨污合流的井归城管局，请接着办")
    await done(desk)
    await desk.sit_at_console("城管局值班")
    page = await go(desk, "whistles")
    await expect(page.locator("article").first).to_contain_text("城管局")
    await go(desk, case)
    await move(desk, "报到")
    await done(desk)


async def test_a_doubt_is_corrected_by_one_key(desk: Desk) -> None:
    def doubt(session: Session) -> None:
        case_id = rows.add_case(
            session,
            903,
            leaf="road_damage",
            title="路面破损",
            summary="那家店半夜卸货把路轧坏了还吵",
        )
        rows.add_report(session, case_id, "高叔", "那家店半夜卸货把路轧坏了还吵")
        session.add(
            Task(county_id=1, key="triage:7", kind=TaskKind.TRIAGE, case_id=case_id, title="看看分类", created_at=TUESDAY)
        )  # fmt: skip

    await keep(desk, doubt)
    await desk.sit_at_console("县值班")
    page = await go(desk, "triage")
    await desk.keep_picture("triage.png")
    guess = page.locator("article [data-key='1']")
    wanted = (await guess.inner_text()).split("（")[0].split()[-1]
    await page.keyboard.press("j")
    await page.keyboard.press("1")
    await done(desk)
    await expect(page.locator(".none").first).to_contain_text("没有拿不准的事项")
    await go(desk, "cases/903")
    await expect(page.locator("[data-part=left]")).to_contain_text(wanted)


async def test_a_call_is_made_and_written_down_in_the_reporters_words(desk: Desk) -> None:
    def errand(session: Session) -> None:
        state: dict[str, Any] = {
            "state": CaseState.SURVEYING,
            "answered_at": TUESDAY,
            "result": "已疏通",
        }
        case_id = rows.add_case(session, 904, **state)
        gao = rows.add_report(session, case_id, "高叔", SEWER)
        asker = session.exec(select(Person.id).where(col(Person.name) == "县值班")).one() or 0
        rows.add_errand(session, case_id, gao, asker)

    await keep(desk, errand)
    await desk.sit_at_console("县值班")
    page = await go(desk, "surveys")
    await desk.keep_picture("surveys.png")
    card = page.locator("article")
    await expect(card).to_contain_text("已疏通")
    await card.locator("[name=outcome]").first.check()
    await card.locator("[name=content][value='5']").check()
    await card.locator("textarea").fill("中，疏得干净")
    await card.locator("button.main").click()
    await done(desk)
    kept = await desk.service.loops.db.read(lambda s: s.exec(select(Survey.remark)).one())
    assert kept == "已解决，5分，中，疏得干净"


async def test_a_letter_is_signed_by_a_leader_and_saved_as_a_file(desk: Desk) -> None:
    await keep(desk, write_letters)
    await desk.sit_at_console("县值班")
    page = await go(desk, "letters")
    row = page.locator("[data-row]", has_text="提示函")
    await row.get_by_role("button", name="签发").click()
    await done(desk)
    await expect(row).to_contain_text("县值班")
    async with page.expect_download() as saving:
        await row.get_by_role("link", name="下载").click()
    saved = await saving.value
    assert saved.suggested_filename == "提示函〔2026〕1号.docx"
    with (await saved.path()).open("rb") as file:
        document = docx.Document(io.BytesIO(file.read()))
    assert any("提示" in one.text for one in document.paragraphs)
