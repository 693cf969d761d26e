"""Files of another system become a session in the browser, and hostile ones become words."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect
from tests.e2e.conftest import ServedRoom, short_study
from tests.e2e.pages import READ_WAIT_MS, bring, dials, read_through
from tests.e2e.test_upload import signed_in

pytestmark = pytest.mark.browser


def _bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(420):
                sheet.write(bytes(1_000_000))
    return held.getvalue()


def test_a_file_becomes_a_session_by_a_mapping_that_is_mended(
    room: ServedRoom, chromium: Browser
) -> None:
    study = replace(short_study(24_000, 5_000), name="dials", title="Dials")
    room.ask(room.server.stores.studies.add_study(study, "", []))
    page = signed_in(room, chromium)
    page.goto(f"{room.url}/studies")
    page.get_by_role("link", name="Import a session of Dials").click()
    bring(page, _bomb(), "bomb.xlsx")
    expect(page.locator("#found")).to_contain_text("unpacks to more than 400 MB")
    page.get_by_role("button", name="Remove these files").click()

    bring(page)
    # Nothing tells that "Land" is the region, nor what its values mean.
    found = page.locator("#found")
    expect(found).to_contain_text("nothing says where the study's 'region' stand")
    page.get_by_label("What the other system is called").fill("The dials of May")
    page.get_by_label("Column of “Region”").fill("Land")
    page.get_by_text("Other words for the categories of “Region”").click()
    page.get_by_label("Region 1", exact=True).fill("L0")
    with page.expect_navigation():
        page.get_by_role("button", name="Look again", exact=True).click()
    read_through(page)
    expect(found).to_contain_text("'L1' belong to no category")
    page.get_by_text("Other words for the categories of “Region”").click()
    expect(page.get_by_label("Region 1", exact=True)).to_have_value("L0")
    page.get_by_label("Region 2", exact=True).fill("L1")
    with page.expect_navigation():
        page.get_by_role("button", name="Look again", exact=True).click()
    read_through(page)
    expect(found).to_contain_text("24 participants")
    expect(found).to_contain_text("line 2: participant 1, 0:00, '-' = -100")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the mapping").click()
    mapping = download.value.path().read_text("utf-8")
    assert 'system = "The dials of May"' in mapping

    page.get_by_role("button", name="Take it in").click()
    expect(found).to_contain_text("It is the closed session", timeout=READ_WAIT_MS)
    found.get_by_role("link").click()
    page.wait_for_url("**/sessions#*")
    expect(page.get_by_role("row").filter(has_text="Dials")).to_contain_text("imported")

    page.goto(f"{room.url}/studies/dials/imports")
    page.locator("#mapping").set_input_files(
        {"name": "m.toml", "mimeType": "application/toml", "buffer": mapping.encode()}
    )
    bring(page, dials(30))
    expect(found).to_contain_text("30 participants")
