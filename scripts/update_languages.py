"""Brings the catalogues of all languages in step with the texts in the source.

    .venv/bin/python scripts/update_languages.py           # writes src/pulsemeter/languages/*
    .venv/bin/python scripts/update_languages.py --check   # only says what is missing

Texts come from the Python modules, from the templates of the pages and from the scripts of the
participant's pages, whose texts are listed by script as well: a page carries only those.
New texts come in empty, texts that are no longer said go. Nothing is guessed from similar texts: a
wrong translation of a figure is worse than none. Leaves with exit code 1 while a text is missing.
"""

import json
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "pulsemeter"
FRONT_END = ROOT / "frontend"
FOLDER = SOURCE / "languages"
LISTED = FOLDER / "script_texts.json"
KEYWORDS = {"say": None, "message": None, "Note": None, "say_counted": (1, 2)}
PAGE_KEYWORDS = {"_": None, "ngettext": (1, 2)}
PAGE_OPTIONS = {
    "silent": "false", "newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true",
}  # fmt: skip
STAFF_SCRIPTS = "src/dashboard/"

Text = str | tuple[str, str]
Texts = dict[Text, set[str]]

_QUOTED = r'"(?:[^"\\\n]|\\.)*"'
_CALL = re.compile(r"(?<![.\w])say(Counted)?\((?!\w+\??:)")  # not the definition of a method
_ONE = re.compile(rf"\s*({_QUOTED})\s*[,)]")
_TWO = re.compile(rf"\s*({_QUOTED})\s*,\s*({_QUOTED})\s*,")
_IMPORT = re.compile(r'^(?:import|export)\s(?!type\b)[^;]*?"(\.[^"]+)";', re.MULTILINE)
_LATER = re.compile(r'\bimport\(\s*"(\.[^"]+)"\s*\)')


class TextNotLiteral(ValueError):
    """A script says something that can't be collected."""


def said(source: Path = SOURCE, front_end: Path = FRONT_END) -> Texts:
    """Every text that the source says, a pair for one with plural forms, with its modules."""
    found: Texts = {}
    for method, keywords in (
        ([("**.py", "python")], KEYWORDS),
        ([("**/templates/**.html", "jinja2.ext:babel_extract")], PAGE_KEYWORDS),
    ):
        for name, _, text, _, _ in extract_from_dir(
            source, method, {"**.html": PAGE_OPTIONS}, keywords, (), strip_comment_tags=True
        ):
            key = text if isinstance(text, str) else (text[0], text[1])
            found.setdefault(key, set()).add(f"src/pulsemeter/{name}")
    for script in scripts(front_end):
        for text in texts_of(front_end / script):
            found.setdefault(text, set()).add(f"frontend/{script}")
    return found


def scripts(front_end: Path) -> list[str]:
    """The scripts of the participant's pages; those of the staff's are English."""
    names = (path.relative_to(front_end).as_posix() for path in (front_end / "src").rglob("*.ts"))
    return sorted(
        name for name in names if ".test." not in name and not name.startswith(STAFF_SCRIPTS)
    )


def texts_of(script: Path) -> list[Text]:
    """The texts that one script says, in its order. TextNotLiteral if one is not written out."""
    code = script.read_text("utf-8")
    if script.name == "words.ts" or not re.search(r'from "[^"]*/words"', code):
        return []
    found: list[Text] = []
    for call in _CALL.finditer(code):
        said_there = (_TWO if call[1] else _ONE).match(code, call.end())
        if said_there is None:
            line = code.count("\n", 0, call.start()) + 1
            raise TextNotLiteral(
                f"{script.name}, line {line}: {call[0]} takes its text as one string in double "
                "quotes, so that it can be found for the catalogues"
            )
        texts = [json.loads(text) for text in said_there.groups()]
        found.append((texts[0], texts[1]) if call[1] else texts[0])
    return found


def listed(front_end: Path = FRONT_END) -> bytes:
    """The texts of every script that pages or other scripts load, with all it brings along."""
    known = {name: (front_end / name).read_text("utf-8") for name in scripts(front_end)}

    def reached(name: str, found: dict[str, None]) -> dict[str, None]:
        if name in known and name not in found:
            found[name] = None
            for path in _IMPORT.findall(known[name]):
                reached(_beside(name, path), found)
        return found

    loaded = {name for name in known if name.endswith("/main.ts")}
    loaded |= {_beside(name, path) for name, code in known.items() for path in _LATER.findall(code)}
    table: dict[str, list[Text]] = {}
    for name in sorted(loaded & known.keys()):
        texts = [text for part in reached(name, {}) for text in texts_of(front_end / part)]
        table[name] = list(dict.fromkeys(texts))
    return (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _beside(name: str, path: str) -> str:
    """The script that an import means, as a path in the front end."""
    folder = ROOT / name
    target = (folder.parent / path).resolve().relative_to(ROOT).as_posix()
    return target if target.endswith(".ts") else f"{target}.ts"


def updated(content: bytes, texts: Texts) -> bytes:
    """A catalogue with exactly these texts; its header and its translations stay."""
    head, _, _ = content.partition(b"\n\n")
    old = read_po(BytesIO(content), abort_invalid=True)
    new = Catalog(locale=old.locale)
    new.mime_headers = old.mime_headers  # among them the file's own plural forms
    is_english = str(old.locale) == "en"
    for text, modules in sorted(texts.items(), key=lambda item: (min(item[1]), str(item[0]))):
        kept = old.get(text[0] if isinstance(text, tuple) else text)
        string = (
            kept.string if kept is not None and kept.pluralizable == isinstance(text, tuple) else ""
        )
        empty = ("",) * old.num_plurals if isinstance(text, tuple) else ""
        new.add(
            text,
            text if is_english else string or empty,
            locations=[(module, 0) for module in sorted(modules)],
            flags=kept.flags & {"fuzzy"} if kept is not None else (),
            user_comments=kept.user_comments if kept is not None else (),
        )
    body = BytesIO()
    write_po(body, new, width=100, omit_header=True, include_lineno=False)
    return head + b"\n\n" + body.getvalue().lstrip(b"\n")


def untranslated(content: bytes) -> Iterator[Message]:
    """The messages of a catalogue that lack a text or one of its forms, or are marked fuzzy."""
    for entry in read_po(BytesIO(content), abort_invalid=True):
        strings = (entry.string,) if isinstance(entry.string, str) else entry.string
        if entry.id and (entry.fuzzy or not all(strings)):
            yield entry


def main() -> int:
    """Update or check every catalogue."""
    texts = said()
    missing = 0
    files = {path: updated(path.read_bytes(), texts) for path in sorted(FOLDER.glob("*.po"))}
    for path, after in files.items():
        gaps = [entry.id for entry in untranslated(after)]
        missing += len(gaps)
        for gap in gaps:
            print(f"{path.name}: missing {gap!r}")
    for path, after in {**files, LISTED: listed()}.items():
        if "--check" not in sys.argv[1:]:
            path.write_bytes(after)
        elif not path.exists() or path.read_bytes() != after:
            missing += 1
            print(f"{path.name}: not in step with the source")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
