"""Pages out of templates: the built files' names, safe JSON, and no gap shown in silence."""

import json
import os
from pathlib import Path

import pytest
from jinja2 import DictLoader, UndefinedError
from starlette.requests import Request

from pulsemeter.languages.page_words import said
from pulsemeter.web import templates
from pulsemeter.web.templates import AssetsMissing, BuiltAssets, direction, embedded_json

PAGES = {
    "page": '{% from "part" import part %}{{ part() }}'
    '{{ _(" %(a)s %(b)s", a="<b>3</b>" | safe, b="<i>") }}',
    "part": '{% macro part() %}{{ _("Privacy") }}{% endmacro %}',
}


@pytest.fixture
def request_() -> Request:
    return Request({"type": "http", "method": "GET", "path": "/", "headers": []})


@pytest.fixture(autouse=True)
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages can be rendered without a built front end."""
    monkeypatch.setitem(templates._ENVIRONMENT.globals, "asset", lambda entry: f"/assets/{entry}")


def manifest(folder: Path, **entries: object) -> BuiltAssets:
    (folder / ".vite").mkdir(exist_ok=True)
    (folder / ".vite" / "manifest.json").write_text(json.dumps(entries), "utf-8")
    return BuiltAssets(folder)


def test_an_entry_leads_to_its_hashed_file_and_its_sheets(tmp_path: Path) -> None:
    assets = manifest(tmp_path, entry={"file": "a-1.js", "css": ["a-2.css"]}, bare={"file": "b.js"})
    assert assets.url("entry") == "/assets/a-1.js"
    assert assets.styles("entry") == ["/assets/a-2.css"]
    assert assets.styles("bare") == []


def test_a_new_build_is_noticed(tmp_path: Path) -> None:
    assets = manifest(tmp_path, entry={"file": "old.js"})
    assert assets.url("entry") == "/assets/old.js"
    manifest(tmp_path, entry={"file": "new.js"})
    os.utime(tmp_path / ".vite" / "manifest.json", ns=(1, 1))  # surely another time of change
    assert assets.url("entry") == "/assets/new.js"


def test_a_front_end_that_was_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="make setup"):
        BuiltAssets(tmp_path).url("entry")
    with pytest.raises(AssetsMissing, match="no entry 'other'"):
        manifest(tmp_path, entry={"file": "a.js"}).url("other")


def test_direction_follows_the_language() -> None:
    assert [direction(tag) for tag in ("en", "ar", "fa-IR", "pl")] == ["ltr", "rtl", "rtl", "ltr"]


def test_json_in_a_page_can_not_end_its_element() -> None:
    text = embedded_json(b'{"title":"</script><b>&amp;"}')
    assert "<" not in text
    assert ">" not in text
    assert json.loads(text) == {"title": "</script><b>&amp;"}


def test_a_plain_page_has_its_message_remedy_and_status_and_escapes_both(
    request_: Request,
) -> None:
    answer = templates.plain_page(request_, 404, "No <such> thing.", "Look & see.")
    page = bytes(answer.body).decode()
    assert answer.status_code == 404
    assert "No &lt;such&gt; thing." in page
    assert "Look &amp; see." in page
    assert answer.headers["cache-control"] == "no-store"
    assert 'lang="en" dir="ltr"' in page


def test_texts_are_said_in_the_page_s_language_also_by_what_a_template_imports() -> None:
    for language, text in (("en", "Privacy"), ("de", said("de", "Privacy"))):
        functions = templates.page_functions(language)
        environment = templates._ENVIRONMENT.overlay(loader=DictLoader(PAGES))
        page = environment.get_template("page", globals=functions).render()
        assert page == f"{text} <b>3</b> &lt;i&gt;"


def test_a_page_carries_the_words_of_its_scripts_unless_it_is_english() -> None:
    element = templates.page_functions("ar")["script_words"]("src/participant/main.ts")
    assert json.loads(element.unescape().split(">", 1)[1].removesuffix("</script>")) is not None
    assert element.startswith('<script type="application/json" id="words">')
    assert templates.page_functions("en")["script_words"]("src/participant/main.ts") == ""


def test_a_counted_text_is_filled_with_its_number() -> None:
    count = templates.page_functions("en")["ngettext"]
    assert [count("%(num)s hen", "%(num)s hens", n) for n in (1, 1200)] == ["1 hen", "1,200 hens"]


def test_simulated_is_said_on_the_page(request_: Request) -> None:
    said = templates.render(request_, "plain.html", message="m", remedy="", simulated=True)
    silent = templates.render(request_, "plain.html", message="m", remedy="")
    assert "Simulated" in bytes(said.body).decode()
    assert "Simulated" not in bytes(silent.body).decode()


def test_a_value_that_was_forgotten_fails_instead_of_showing_a_gap(request_: Request) -> None:
    with pytest.raises(UndefinedError):
        templates.render(request_, "plain.html", message="m")


def test_no_template_needs_what_the_pages_policy_forbids() -> None:
    for path in templates.TEMPLATES.glob("*.html"):
        text = path.read_text("utf-8")
        assert " style=" not in text, path.name
        assert "<style" not in text, path.name
        assert " onclick=" not in text, path.name
        for element in text.split("<script")[1:]:
            opening = element.split(">")[0]
            assert "src=" in opening or "application/json" in opening, path.name
