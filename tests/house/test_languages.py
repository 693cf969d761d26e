"""Every language says everything: no text is missing, no place for a figure is lost."""

import importlib.util
import json
import re
import string
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType

import pytest
from babel.messages.pofile import read_po

from pulsemeter.languages import LANGUAGES, words_for
from pulsemeter.languages.catalogue import catalogue as shipped
from pulsemeter.release.words import ENGLISH

FOLDER = Path("src/pulsemeter/languages")
Said = Mapping[str | tuple[str, str], Collection[str]]


def script(root: Path, name: str) -> ModuleType:
    """A script of the project as a module."""
    spec = importlib.util.spec_from_file_location(name, root / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def updating(project_root: Path) -> ModuleType:
    return script(project_root, "update_languages")


@pytest.fixture(scope="module")
def listing(project_root: Path) -> ModuleType:
    return script(project_root, "list_sentences")


@pytest.fixture(scope="module")
def said(updating: ModuleType) -> Said:
    """Every text of the project with the modules that say it; finding them takes seconds."""
    return MappingProxyType(updating.said())


def places(text: str) -> list[str]:
    """The names of a text's places: `{name}` in sentences, `%(name)s` in pages."""
    in_sentence = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    return sorted(in_sentence + re.findall(r"%\((\w+)\)s", text))


def numbers_of(language: str, form: int) -> list[int]:
    """Some of the numbers for which a form stands."""
    return [number for number in range(1_000) if shipped(language).form(number) == form]


def test_there_is_a_catalogue_for_each_language_and_no_other(project_root: Path) -> None:
    assert {path.stem for path in (project_root / FOLDER).glob("*.po")} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing(
    language: str, project_root: Path, updating: ModuleType, said: Said
) -> None:
    content = (project_root / FOLDER / f"{language}.po").read_bytes()
    after = updating.updated(content, said)
    missing = [entry.id for entry in updating.untranslated(after)]
    assert not missing, f"{language}.po lacks {missing}; see docs/reference/languages.md"
    assert after == content, "run scripts/update_languages.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_keeps_its_places(language: str, project_root: Path) -> None:
    with (project_root / FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    assert str(catalogue.locale) == language
    for entry in catalogue:
        if not entry.id:
            continue
        if isinstance(entry.id, str):
            assert places(entry.string) == places(entry.id), entry.id
            continue
        assert len(entry.string) == catalogue.num_plurals, entry.id
        for number, form in enumerate(entry.string):
            lost = set(places(entry.id[1])) ^ set(places(form))
            # A form that stands for one number only may say it as a word.
            alone = len(numbers_of(language, number)) == 1
            assert not lost or (alone and lost <= {"n", "num"}), (entry.id, form)
            assert not re.search(r"%(?:$|[(\w])", re.sub(r"%\(\w+\)s", "", form)), (entry.id, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_said_whole(language: str, listing: ModuleType) -> None:
    words = words_for(language)
    said = listing.examples(words)
    in_english = listing.examples(ENGLISH)
    assert [name for name, _ in said] == [name for name, _ in in_english]
    for (name, sentence), (_, english) in zip(said, in_english, strict=True):
        assert not re.search(r"[{}]|\b(?:None|nan)\b", sentence), (name, sentence)
        assert (sentence == english) == (language == "en"), (name, sentence)
        if not name.startswith(("evidence", "brief")):
            assert sentence.endswith("."), (name, sentence)
            assert sentence.count("\u2066") + sentence.count("\u2068") == sentence.count("\u2069")
        for figure in re.findall(r"\d+", english):
            assert figure in sentence or len(figure) > 2 or int(figure) <= 2, (name, sentence)


NOTES = ("release/released_tables.py", "release/gated_analysis.py")
"""Their texts are notes on data, which stand in every report's method note."""


def is_told(module: str) -> bool:
    """Whether a module's texts are sentences on figures; all others stand on pages, or in a report,
    which whoever reviews a language can have written in it."""
    if module.endswith(NOTES):
        return False
    return module.startswith("src/pulsemeter/release/") or module.endswith("/report/brief.py")


def test_examples_hold_every_text(said: Said, listing: ModuleType) -> None:
    """So that whoever reviews a language sees all of it."""
    heard: set[str] = set()

    def hear(text: str) -> str:
        heard.add(text)
        return text

    def hear_counted(one: str, many: str, number: int) -> str:
        heard.add(one)
        return many

    listing.examples(type(ENGLISH)(translate=hear, translate_counted=hear_counted))
    sentences = [text for text, modules in said.items() if any(map(is_told, modules))]
    texts = {text if isinstance(text, str) else text[0] for text in sentences}
    assert texts - heard == {"all"}, "add an example to scripts/list_sentences.py"


def test_the_document_shows_what_is_said(project_root: Path, listing: ModuleType) -> None:
    assert listing.documented() in listing.DOCUMENT.read_text("utf-8"), (
        "run scripts/list_sentences.py --write"
    )


def test_a_missing_text_and_a_lost_form_are_found(
    tmp_path: Path, project_root: Path, updating: ModuleType
) -> None:
    (tmp_path / "room.py").write_text(
        'words.say("one {thing}")\nmessage("two")\nwords.say_counted("{n} hen", "{n} hens", 3)\n'
    )
    texts = updating.said(tmp_path, tmp_path)
    assert set(texts) == {"one {thing}", "two", ("{n} hen", "{n} hens")}
    content = updating.updated((project_root / FOLDER / "pl.po").read_bytes(), texts)
    assert len(list(updating.untranslated(content))) == 3
    gap = b'msgid "two"\nmsgstr ""'
    done = content.replace(gap, b'# asked Ewa\nmsgid "two"\nmsgstr "dwa"')
    again = updating.updated(done, texts)
    assert b"# asked Ewa" in again
    assert len(list(updating.untranslated(again))) == 2
    unsure = content.replace(gap, b'#, fuzzy\nmsgid "two"\nmsgstr "dwa"')
    assert len(list(updating.untranslated(updating.updated(unsure, texts)))) == 3


def test_the_texts_of_each_script_are_listed(updating: ModuleType) -> None:
    assert updating.LISTED.read_bytes() == updating.listed(), "run scripts/update_languages.py"


def test_texts_are_found_in_templates_and_scripts(tmp_path: Path, updating: ModuleType) -> None:
    folder = tmp_path / "web" / "templates"
    folder.mkdir(parents=True)
    (folder / "a.html").write_text(
        '{{ _("Go %(a)son", a=1) }}{{ _(name) }}{{ ngettext("1 hen", "%(num)s hens", 3) }}'
    )
    scripts = tmp_path / "src" / "participant"
    scripts.mkdir(parents=True)
    words = 'import { say, sayCounted } from "./words";\n'
    (scripts / "main.ts").write_text(
        f'{words}import {{ b }} from "./b";\nview.say("not this");\nsay("One \\"1\\"");\n'
        'void import("./c");\n'
    )
    (scripts / "b.ts").write_text(
        f'{words}say(words: string): void {{}}\nsayCounted(\n  "1 egg",\n  "%(num)s eggs",\n  3);'
    )
    (scripts / "c.ts").write_text(f'{words}say("Later", {{ n: 1 }});')
    (scripts / "c.test.ts").write_text(f'{words}say("a test");')
    texts = updating.said(tmp_path, tmp_path)
    eggs, hens = ("1 egg", "%(num)s eggs"), ("1 hen", "%(num)s hens")
    assert set(texts) == {"Go %(a)son", hens, 'One "1"', eggs, "Later"}
    listed = json.loads(updating.listed(tmp_path))
    assert listed["src/participant/main.ts"] == ['One "1"', list(eggs)]
    assert listed["src/participant/c.ts"] == ["Later"]
    (scripts / "c.ts").write_text(f"{words}say(`Later ${{n}}`);")
    with pytest.raises(updating.TextNotLiteral, match=r"c\.ts, line 2"):
        updating.said(tmp_path, tmp_path)
