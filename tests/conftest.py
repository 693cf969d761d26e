"""What tests of every room may ask for: real data beside the project, and a real browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder that holds pyproject.toml."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project; a test that needs it skips aloud without it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("real data not found in ../shared/data beside the project")
    return folder


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Debian's Chromium. Without one the test skips aloud; in continuous integration it fails."""
    found = shutil.which("chromium")
    if found is None:
        remedy = "no Chromium on this machine; install it with: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(remedy, pytrace=False)
        pytest.skip(remedy)
    return found


# Per module, not per session: while it runs, Playwright's synchronous interface holds an event
# loop in this thread, and tests of other modules want to start their own.
@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """A headless Chromium; ``chromium.new_context()`` gives a fresh person at a fresh browser."""
    # Playwright's own Node wants a library that a bare Debian lacks; that of our set-up does not.
    node = ROOT / ".venv" / "bin" / "node"
    if node.exists():
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=list(CHROMIUM_FLAGS)
        )
        yield browser
        browser.close()
