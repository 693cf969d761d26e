"""Themes of comments in memory."""

from pulsemeter.domain.theme import ThemeSheet


class MemoryThemeBook:
    """ThemeBook."""

    def __init__(self) -> None:
        self._sheets: dict[str, ThemeSheet] = {}

    async def put(self, sheet: ThemeSheet) -> bool:
        """Write the next edition; False where its number isn't the next."""
        held = self._sheets.get(sheet.session)
        if sheet.edition != (held.edition + 1 if held else 1):
            return False
        self._sheets[sheet.session] = sheet
        return True

    async def sheet(self, session: str) -> ThemeSheet | None:
        """The newest edition, None where nobody has looked at the comments yet."""
        return self._sheets.get(session)

    async def remove(self, session: str) -> None:
        """Take a session's sheet away; one that isn't there is no matter."""
        self._sheets.pop(session, None)
