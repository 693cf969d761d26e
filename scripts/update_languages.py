"""Brings the catalogues of all languages in step with the texts in the source.

    .venv/bin/python scripts/update_languages.py           # writes src/pulsemeter/languages/*.po
    .venv/bin/python scripts/update_languages.py --check   # only says what is missing

New texts come in empty, texts that are no longer said go. Nothing is guessed from similar texts: a
wrong translation of a figure is worse than none. Leaves with exit code 1 while a text is missing.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "pulsemeter"
FOLDER = SOURCE / "languages"
KEYWORDS = {"say": None, "message": None, "say_counted": (1, 2)}


def said(source: Path = SOURCE) -> dict[str | tuple[str, str], set[str]]:
    """Every text that the source says, a pair for one with plural forms, with its modules."""
    found: dict[str | tuple[str, str], set[str]] = {}
    for name, _, text, _, _ in extract_from_dir(
        source, [("**.py", "python")], keywords=KEYWORDS, comment_tags=(), strip_comment_tags=True
    ):
        found.setdefault(text if isinstance(text, str) else (text[0], text[1]), set()).add(
            f"src/pulsemeter/{name}"
        )
    return found


def updated(content: bytes, texts: dict[str | tuple[str, str], set[str]]) -> bytes:
    """A catalogue with exactly these texts; its header and its translations stay."""
    head, _, _ = content.partition(b"\n\n")
    old = read_po(BytesIO(content), abort_invalid=True)
    new = Catalog(locale=old.locale)
    new.mime_headers = old.mime_headers  # among them the file's own plural forms
    for text, modules in sorted(texts.items(), key=lambda item: (min(item[1]), str(item[0]))):
        kept = old.get(text[0] if isinstance(text, tuple) else text)
        string = (
            kept.string if kept is not None and kept.pluralizable == isinstance(text, tuple) else ""
        )
        empty = ("",) * old.num_plurals if isinstance(text, tuple) else ""
        new.add(
            text,
            string or empty,
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
    for path in sorted(FOLDER.glob("*.po")):
        before = path.read_bytes()
        after = updated(before, texts)
        gaps = [entry.id for entry in untranslated(after)]
        missing += len(gaps)
        for gap in gaps:
            print(f"{path.name}: missing {gap!r}")
        if "--check" in sys.argv[1:]:
            missing += before != after
            if before != after:
                print(f"{path.name}: not in step with the source")
        else:
            path.write_bytes(after)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
