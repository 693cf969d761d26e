"""Takes the pictures of the README from the real demonstration, in a real Chromium.

    .venv/bin/python scripts/take_pictures.py

Runs the demonstration in a folder of its own for about three minutes; all reactions in the
pictures are simulated, but for the presses this script makes on the phone page.
"""

import asyncio
import re
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
PORT = 8043
PHONE = {"width": 390, "height": 780}
LANDSCAPE = {"width": 844, "height": 390}
DESK = {"width": 1440, "height": 1180}
LIVE_ROOM_AT_MS = 158_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]


async def start_demonstration(data: Path) -> tuple[asyncio.subprocess.Process, str, str]:
    """The demonstration running; its process, the join link and the moderator's link."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-u", "-m", "pulsemeter", "demo", "--port", str(PORT), "--data", str(data),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert program.stdout is not None
    said = ""
    while "Stop:" not in said:
        line = await program.stdout.readline()
        if not line:
            raise SystemExit(f"the demonstration did not start:\n{said}")
        said += line.decode()
    join = re.search(r"Take part:\s+(\S+)", said)
    moderator = re.search(r"Moderator's link: (\S+)", said)
    assert join is not None
    assert moderator is not None
    return program, join[1], moderator[1]


async def up_to_practice(page: Page, join: str) -> None:
    """A person through consent and profile."""
    await page.goto(join)
    await page.get_by_role("button", name="Take part").click()
    await page.get_by_role("checkbox", name="I have read this").check()
    await page.get_by_role("button", name="Go on").click()
    for answer in ("35 to 59", "North", "Woman"):
        await page.get_by_role("radio", name=answer).check()
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("radio", name="5", exact=True).check()
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("button", name="Start practice").click()
    await page.locator("#task").wait_for()


async def practise(page: Page) -> None:
    """What practice asks for."""
    deeds = (("change", ("#like", "#dislike")), ("Dislike", ("#dislike",)), ("Like", ("#like",)))
    pictured = False
    while await page.locator("#task").is_visible():
        task = await page.locator("#task").inner_text()
        if await page.locator("#task-done").is_hidden():
            for button in next((deed for word, deed in deeds if word in task), ()):
                await page.locator(button).click()
                if not pictured:
                    pictured = True
                    await page.wait_for_timeout(400)
                    await page.screenshot(path=PICTURES / "phone_practice.png")
        await page.wait_for_timeout(100)


async def take_phone(browser: Browser, join: str) -> None:
    """The participant's page, upright and on its side."""
    context = await browser.new_context(viewport=PHONE, device_scale_factor=1)
    page = await context.new_page()
    await up_to_practice(page, join)
    await practise(page)
    await page.locator("#start[aria-disabled=false]").click()
    await page.locator("#like[aria-disabled=false]").wait_for(timeout=90_000)
    await page.wait_for_timeout(9_000)
    await page.locator("#like").click()
    await page.wait_for_timeout(400)
    await page.screenshot(path=PICTURES / "phone.png")
    await page.set_viewport_size(LANDSCAPE)
    await page.emulate_media(color_scheme="dark")
    await page.wait_for_timeout(6_000)
    await page.locator("#dislike").click()
    await page.wait_for_timeout(400)
    await page.screenshot(path=PICTURES / "phone_landscape.png")
    await context.close()


async def take_live_room(browser: Browser, moderator: str, code: str) -> None:
    """The live room when most of the speech is over."""
    context = await browser.new_context(viewport=DESK)
    page = await context.new_page()
    await page.goto(moderator)
    await page.wait_for_url("**/sessions")
    await page.goto(f"http://127.0.0.1:{PORT}/sessions/{code}/live")
    await page.wait_for_function(
        "ms => (document.querySelector('video')?.currentTime ?? 0) * 1000 >= ms",
        arg=LIVE_ROOM_AT_MS,
        timeout=240_000,
    )
    await page.screenshot(path=PICTURES / "live_room.png")
    await context.close()


async def main() -> None:
    """Take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        program, join, moderator = await start_demonstration(Path(folder) / "data")
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=FLAGS
                )
                await asyncio.gather(
                    take_phone(browser, join),
                    take_live_room(browser, moderator, join.rsplit("/", 1)[1]),
                )
                await browser.close()
        finally:
            program.terminate()
            await program.wait()


if __name__ == "__main__":
    asyncio.run(main())
