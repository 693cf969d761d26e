"""A note is a plain text that can still be said in another language."""

import copy
import json

from pulsemeter.domain.note import Note, joined
from pulsemeter.languages import words_for
from pulsemeter.release.words import ENGLISH

STATE = Note("session {code}, {state}", code="ABC234", state=Note("closed"))


def test_it_is_a_text_like_any_other():
    assert STATE == "session ABC234, closed"
    assert json.dumps([STATE]) == '["session ABC234, closed"]'
    assert STATE.startswith("session")
    assert Note("a {brace}") == "a {brace}"


def test_a_copy_remembers_what_it_was_made_of():
    again = copy.deepcopy(STATE)
    assert again == STATE
    assert (again.text, again.values["code"]) == (STATE.text, "ABC234")


def test_it_is_said_in_a_language_with_what_it_holds():
    assert words_for("de").note(STATE) == "Sitzung ABC234, geschlossen"
    assert words_for("he").note(STATE) == "מפגש \u2068ABC234\u2069, סגור"
    assert words_for("de").note("as it is") == "as it is"
    assert ENGLISH.note(STATE) == STATE
    assert words_for("de").note(Note("no majority")) == "keine Mehrheit"


def test_several_are_said_as_one():
    both = joined("; ", [Note("two buttons"), "a {b}", Note("four steps")])
    assert both == "two buttons; a {b}; four steps"
    assert words_for("fr").note(both) == "deux boutons; a {b}; quatre degrés"
    assert joined("; ", []) == ""
