"""What no page may do in any browser of these tests: break its content policy, or fail aloud.

Every context of every browser is watched, whoever makes it, so that no test can forget to.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

# Told by the page itself, for the browser's own wording of it changes.
_TELL_VIOLATIONS = """addEventListener('securitypolicyviolation', event => console.error(
  `against the content policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`
), true)"""
_SIGNS = ("against the content policy", "Content Security Policy")


class PageFaults:
    """What pages did that they may not, in the order in which it came to light."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._contexts: list[BrowserContext] = []

    def watch(self, context: BrowserContext) -> BrowserContext:
        """The context, whose faults are found from now on."""
        context.add_init_script(_TELL_VIOLATIONS)
        context.on("console", lambda line: self._take_line(line.text, line.page))
        context.on("weberror", self._take_error)
        context.on("close", self._forget)
        self._contexts.append(context)
        return context

    def take(self) -> list[str]:
        """All that was found since it was last asked, also what is still on its way."""
        for context in self._contexts:
            for page in context.pages:
                # A page that is just closing has told all it had to tell.
                with suppress(Error):
                    page.evaluate("0")
        found, self.found = self.found, []
        return found

    def _forget(self, closed: BrowserContext) -> None:
        self._contexts.remove(closed)

    def _take_line(self, text: str, page: Page | None) -> None:
        if any(sign in text for sign in _SIGNS):
            self.found.append(f"{page.url if page else 'a worker'}: {text[:400]}")

    def _take_error(self, failed: Any) -> None:
        self.found.append(f"{failed.page.url if failed.page else 'a worker'}: {failed.error}")


def watched(new_context: Callable[..., BrowserContext], faults: PageFaults) -> Any:
    """What stands for `Browser.new_context`: the same, and the context is watched."""

    def new_watched_context(browser: Browser, **options: Any) -> BrowserContext:
        assert not options.get("bypass_csp"), (
            "without its content policy a page breaks nothing that anybody could see; "
            "scripts of a test go through page.evaluate, which the policy doesn't ask"
        )
        return faults.watch(new_context(browser, **options))

    return new_watched_context
