"""Pages out of templates: the built files' names, safe JSON, and no gap shown in silence."""

import json
import os
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from jinja2 import DictLoader, UndefinedError
from starlette.requests import Request

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.languages.page_words import said, script_texts, text_key
from pulsemeter.web import templates
from pulsemeter.web.page_values import STEPS
from pulsemeter.web.templates import AssetsMissing, BuiltAssets, direction, embedded_json
from pulsemeter.wire.participant import PageFacts, ShownName

PAGES = {
    "page": '{% from "part" import part %}{{ part() }}'
    '{{ _(" %(a)s %(b)s", a="<b>3</b>" | safe, b="<i>") }}',
    "part": '{% macro part() %}{{ _("Privacy") }}{% endmacro %}',
}
TWO_BUTTONS = Instrument()


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

    linked = templates.plain_page(request_, 404, "No.", link=("/takeover", "Go <on>"))
    assert b'href="/takeover">Go &lt;on&gt;</a>' in linked.body


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
    said = templates.plain_page(request_, 200, "m", simulated=True)
    silent = templates.plain_page(request_, 200, "m")
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


def test_a_name_that_is_set_apart_is_escaped_and_does_not_turn_its_sentence() -> None:
    apart = templates.page_functions("ar")["apart"]
    assert apart("A & B") == "<bdi>A &amp; B</bdi>"


def run_page(
    request: Request,
    shown: ShownName,
    pad: Instrument = TWO_BUTTONS,
    *,
    is_live: bool = True,
    language: str = "en",
    is_private: bool = True,
) -> str:
    """The page that runs, for a stimulus that is shown in this way."""
    facts = PageFacts(
        session="A", kind="live" if is_live else "on_demand", state="open", step="practice",
        instrument=pad.kind.value, cadence_ms=pad.cadence_ms, cue=True, like="Like",
        dislike="Dislike", likes_left=True, simulated=False, stimulus=0, title="The <speech>",
        duration_ms=60_000, media_url="", captions_url="", socket_path="", records_path="",
        practised_path="", watched_path="", shown=shown, cues=["Good evening"],
    )  # fmt: skip
    answer = templates.render(
        request, "run.html", facts=facts, facts_json=embedded_json(msgspec.json.encode(facts)),
        pad=pad, sound_only=True, study=SimpleNamespace(language="pl"), language=language,
        steps=STEPS, captions_language="pl", in_own=lambda text: "", is_private=is_private,
    )  # fmt: skip
    return unescape(bytes(answer.body).decode())


def test_a_page_on_an_open_line_says_what_that_costs(request_: Request) -> None:
    assert 'id="insecure"' not in run_page(request_, "in_page")
    assert 'id="insecure"' in run_page(request_, "in_page", is_private=False)


def test_a_page_that_plays_the_stimulus_has_picture_and_sound(request_: Request) -> None:
    page = run_page(request_, "in_page")
    for part in ('id="video"', 'id="play"', 'class="scene"', 'id="set-captions"', "sound up"):
        assert part in page
    for part in ('id="cue"', 'id="topic"', "style/click", "clicker"):
        assert part not in page
    assert "style/run.css" in page
    assert "style/sound.css" in page
    assert "The video starts for everybody at the same moment." in page
    assert 'id="countdown" role="timer"' in page
    assert 'id="countdown"' not in run_page(request_, "in_page", is_live=False)


@pytest.mark.parametrize("shown", ["own_screen", "one_room"])
def test_a_page_of_people_who_watch_elsewhere_has_topic_and_buttons_only(
    request_: Request, shown: ShownName
) -> None:
    page = run_page(request_, shown)
    for part in ("<video", 'id="play"', "scene", "captions", "sound up", "The video starts"):
        assert part not in page.split('<script type="application/json"')[0]
    assert "style/sound.css" not in page
    assert 'id="topic" tabindex="-1">The <speech></h1>' in page
    for name in ("like", "dislike", "undo", "hold", "line", "pulse-bar", "network", "countdown"):
        assert page.count(f'id="{name}"') == 1, name
    assert page.count("it begins by itself") == 1


def test_people_are_told_where_to_watch_before_and_while_they_wait(request_: Request) -> None:
    own_screen, one_room = run_page(request_, "own_screen"), run_page(request_, "one_room")
    assert own_screen.count("Switch on your own screen and watch there; react here.") == 2
    assert own_screen.count("please don’t rewind or pause it") == 1
    assert one_room.count("Watch the screen in the room; react here.") == 2
    assert "rewind" not in one_room


def test_only_own_screens_have_a_cue_to_tap_at_with_the_study_s_language(
    request_: Request,
) -> None:
    page = run_page(request_, "own_screen")
    bar = page.split('id="cue"')[1].split("</div>")[0]
    assert '<b id="cue-words" data-lang="pl" dir="auto"></b>' in bar
    assert '<button type="button" id="cue-now">Now</button>' in bar
    assert 'id="cue"' not in run_page(request_, "one_room")


@pytest.mark.parametrize("kind", [kind for kind in InstrumentKind if kind != "two_buttons"])
def test_each_pad_has_its_own_sheet_for_each_way_of_showing(
    request_: Request, kind: InstrumentKind
) -> None:
    targets = ("A", "B") if kind is InstrumentKind.TWO_BUTTONS_PER_TARGET else ("",)
    pad = Instrument(kind, targets=targets)
    assert f"style/run_{kind}.css" in run_page(request_, "in_page", pad)
    page = run_page(request_, "one_room", pad)
    assert f"style/click_{kind}.css" in page
    assert ("slider-pad" in page) == (kind is InstrumentKind.SLIDER)


def test_a_page_carries_the_words_of_the_stage_it_has(request_: Request) -> None:
    counted = ("Begins in %(num)s second", "Begins in %(num)s seconds")
    assert counted in script_texts()["src/participant/waiting_room.ts"]
    for page, is_carried, counts_down in (
        (run_page(request_, "in_page", language="de"), False, True),
        (run_page(request_, "own_screen", language="de"), True, True),
        (run_page(request_, "in_page", language="de", is_live=False), False, False),
    ):
        words = json.loads(page.split('id="words">')[1].split("</script>")[0])
        assert (text_key("Thank you") in words) == is_carried
        assert (text_key(counted[0]) in words) == counts_down
