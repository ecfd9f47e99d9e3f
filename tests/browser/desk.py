"""What a visitor does with the page, in words a story can be written in."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from bot.app import Service

GAO, LI, GUO = "p:高叔", "p:李姐", "p:郭网格"
URBAN, GAS = "p:城管局值班", "p:燃气公司值班"
CADRE, TOWNSHIP, COUNTY = "p:王建社", "p:城关值班", "p:县值班"
WATER, HOUSING = "p:自来水公司值班", "p:住建局值班"
WATER_GROUP, HOUSING_GROUP = "工作群_自来水公司", "工作群_住建局"
GROUP, URBAN_GROUP, GAS_GROUP = "wx_dongguan", "工作群_城管局", "工作群_燃气公司"


@dataclass
class Desk:
    """The page in one window."""

    page: Page
    service: Service
    is_mobile: bool
    faults: list[str] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        chromium: Browser,
        service: Service,
        *,
        width: int,
        height: int,
        is_mobile: bool = False,
    ) -> AsyncIterator["Desk"]:
        """A window on the page; whatever the browser complains of is kept in `faults`."""
        context = await chromium.new_context(
            viewport={"width": width, "height": height}, is_mobile=is_mobile, has_touch=is_mobile
        )
        page = await context.new_page()
        desk = cls(page, service, is_mobile)
        page.on("pageerror", lambda error: desk.faults.append(str(error)))
        page.on("console", lambda m: desk.faults.append(m.text) if m.type == "error" else None)
        page.on("request", lambda request: desk._look_at(request.url))
        await page.goto(f"{desk.address}/")
        await page.wait_for_selector("body.is-ready")
        yield desk
        await context.close()

    @property
    def address(self) -> str:
        """Where the service is reached."""
        return str(self.service.address)  # type: ignore[attr-defined]

    def _look_at(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"asked somebody else: {url}")

    async def keep_picture(self, name: str) -> None:
        """A screenshot for the papers is kept in the folder that SCREENSHOTS names, if it does."""
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            await self.page.screenshot(path=Path(folder) / name)

    async def sit_at_console(self, name: str) -> None:
        """The seat of this person at the console is taken."""
        await self.page.goto(f"{self.address}/console/sign-in")
        await self.page.locator("details").evaluate_all(
            "all => all.forEach(one => one.open = true)"
        )
        await self.page.locator(".seat", has=self.page.get_by_text(name, exact=True)).click()
        await expect(self.page.locator(".who b")).to_have_text(name)
        await self.page.wait_for_load_state("load")

    # ---- seats and chats ---------------------------------------------------------------------

    def pane(self, seat: str) -> Locator:
        """The window of a seat."""
        return self.page.locator(f'.pane[data-seat="{seat}"]')

    async def sit(self, seat: str) -> Locator:
        """The seat is in view."""
        pane = self.pane(seat)
        if await pane.count() == 0:
            if not await self.page.locator(f'#seats [data-seat="{seat}"]').is_visible():
                await self.page.locator("#seats input").fill(seat.removeprefix("p:"))
            await self.page.locator(f'#seats [data-seat="{seat}"] .seat-take').click()
            await self.page.locator("#seats input").fill("")
        return pane

    async def look(self, seat: str, chat: str) -> Locator:
        """The seat looks at one of its chats; gives the list of messages."""
        pane = await self.sit(seat)
        if await pane.get_attribute("data-chat") != chat:
            await pane.locator(f'.chat-row[data-chat="{chat}"]').click()
        return pane.locator(".talk-list")

    # ---- talking -----------------------------------------------------------------------------

    async def say(self, seat: str, chat: str, text: str) -> None:
        """Somebody says something."""
        talk = await self.look(seat, chat)
        pane = self.pane(seat)
        await pane.locator("textarea").fill(text)
        await pane.get_by_role("button", name="发送", exact=True).click()
        await expect(talk.locator(".line-mine .bubble").last).to_contain_text(text[:20])
        await expect(pane.locator(".sending, .failed")).to_have_count(0)

    async def press(self, seat: str, chat: str, key: str) -> None:
        """Somebody presses the newest card button of this kind, e.g. "accept"."""
        talk = await self.look(seat, chat)
        await talk.locator(f'.card-button[data-key^="{key}:"]:not(:disabled)').last.click()

    async def send_picture(self, seat: str, chat: str, name: str) -> None:
        """Somebody sends one of the pictures that come with the page."""
        talk = await self.look(seat, chat)
        answer = await self.page.request.get(f"{self.address}/chat/static/story/{name}")
        picture = {"name": name, "mimeType": "image/png", "buffer": await answer.body()}
        await self.pane(seat).locator("input[type=file]").set_input_files(picture)  # type: ignore[arg-type]
        await expect(talk.locator(".line-mine .bubble-picture").last).to_be_visible()

    async def hears(self, seat: str, chat: str, *words: str) -> str:
        """The bot says all these words in one message; gives the newest such message."""
        talk = await self.look(seat, chat)
        found = talk.locator(".line-bot .bubble")
        for one in words:
            found = found.filter(has_text=one)
        await expect(found.last).to_be_visible(timeout=10_000)
        return await found.last.inner_text()

    # ---- time --------------------------------------------------------------------------------

    async def forward(self, step: str) -> None:
        """Time passes: "ten", "hour", "morning" or "due"."""
        button = self.page.locator(f'.clock-step[data-step="{step}"]')
        before = await self.page.evaluate("document.body.classList.contains('is-moving')")
        assert before is False
        await button.click()
        await expect(self.page.locator("body:not(.is-moving)")).to_be_attached(timeout=20_000)

    async def forward_until(self, seat: str, chat: str, *words: str, most: int = 30) -> str:
        """From one due thing to the next, until the bot says all these words."""
        talk = await self.look(seat, chat)
        found = talk.locator(".line-bot .bubble")
        for one in words:
            found = found.filter(has_text=one)
        for _ in range(most):
            if await found.count():
                break
            await self.forward("due")
            await self.page.wait_for_timeout(150)
        return await self.hears(seat, chat, *words)
