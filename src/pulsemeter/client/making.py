"""Studies made, copied, taken in and foreseen over the API, and their languages."""

from pulsemeter.client.connection import BYTES, Connection, in_path
from pulsemeter.wire.languages import GivenTexts, LanguageTexts, NewLanguage, StudyLanguages
from pulsemeter.wire.study_making import CopyWish, ForeseenPanel, MadeStudy, NewStudy, TakenInStudy


class MakingCalls(Connection):
    """How studies come and go as a whole, and in which languages they speak. `seen` is the `tag` of
    the texts that were read, "*" for whatever is there."""

    def make_study(self, asked: NewStudy) -> MadeStudy:
        """Make a study with what it needs at first."""
        path = "/api/v1/studies"
        return self._ask(MadeStudy, "POST", path, asked)

    def import_study(self, content: bytes, name: str | None = None) -> TakenInStudy:
        """Take in a study that was exported, or one that is only a study file."""
        path = "/api/v1/studies/import"
        return self._ask(
            TakenInStudy,
            "POST",
            path,
            content,
            query={"name": name},
            headers={"Content-Type": BYTES},
        )

    def copy_study(self, name: str, asked: CopyWish) -> MadeStudy:
        """Copy a study with its statements and files, without its sessions; you own the copy."""
        path = f"/api/v1/studies/{in_path(name)}/copy"
        return self._ask(MadeStudy, "POST", path, asked)

    def export_study(self, name: str) -> bytes:
        """The study as files that can be taken in again, without video and sound."""
        path = f"/api/v1/studies/{in_path(name)}/export"
        return self._send("GET", path).content

    def foresee_study(self, name: str, size: int | None = None) -> ForeseenPanel:
        """What the expected panel buys: bands, verdicts, and what never leaves."""
        path = f"/api/v1/studies/{in_path(name)}/foreseen"
        return self._ask(ForeseenPanel, "GET", path, query={"size": size})

    def list_languages(self, name: str) -> StudyLanguages:
        """The languages of a study: how far each is, and who stands for its pages."""
        path = f"/api/v1/studies/{in_path(name)}/languages"
        return self._ask(StudyLanguages, "GET", path)

    def add_language(self, name: str, asked: NewLanguage) -> LanguageTexts:
        """Add a language, without a text yet."""
        path = f"/api/v1/studies/{in_path(name)}/languages"
        return self._ask(LanguageTexts, "POST", path, asked)

    def read_texts(self, name: str, language: str) -> LanguageTexts:
        """Every text that participants see, beside what a language gives for it."""
        path = f"/api/v1/studies/{in_path(name)}/languages/{in_path(language)}"
        return self._ask(LanguageTexts, "GET", path)

    def write_texts(self, name: str, language: str, asked: GivenTexts, seen: str) -> LanguageTexts:
        """Give these texts in place of all that a language gave; nobody has read them yet."""
        path = f"/api/v1/studies/{in_path(name)}/languages/{in_path(language)}"
        return self._ask(LanguageTexts, "PUT", path, asked, headers={"If-Match": seen})

    def drop_language(self, name: str, language: str, seen: str) -> LanguageTexts:
        """Take a language away; answers the study’s own."""
        path = f"/api/v1/studies/{in_path(name)}/languages/{in_path(language)}"
        return self._ask(LanguageTexts, "DELETE", path, headers={"If-Match": seen})

    def put_reader(self, name: str, language: str, seen: str) -> LanguageTexts:
        """Stand by your name for the consent text and pages in a language."""
        path = f"/api/v1/studies/{in_path(name)}/languages/{in_path(language)}/reader"
        return self._ask(LanguageTexts, "PUT", path, headers={"If-Match": seen})

    def drop_reader(self, name: str, language: str, seen: str) -> LanguageTexts:
        """Let nobody stand for a language."""
        path = f"/api/v1/studies/{in_path(name)}/languages/{in_path(language)}/reader"
        return self._ask(LanguageTexts, "DELETE", path, headers={"If-Match": seen})
