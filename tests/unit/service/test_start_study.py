from pulsemeter.service.start_study import USUAL_CONSENT, free_name, plain_study_name, started


def test_what_is_not_said_is_started_with_and_what_is_said_stays():
    tables = {"study": {"title": "A talk"}, "consent": {"runner": "We", "kept": "Nothing"}}
    made = started(tables, {"a-talk"})
    assert made["study"] == {"title": "A talk", "name": "a-talk-2"}
    assert made["consent"] == {
        "runner": "We", "kept": "Nothing", "withdraw": USUAL_CONSENT["withdraw"]
    }  # fmt: skip
    assert tables["study"] == {"title": "A talk"}
    assert started({"study": {"name": "b"}}, {"b"})["study"] == {"name": "b"}
    assert started({}, ())["study"]["name"] == "study"


def test_a_free_name_is_nobodys():
    assert free_name("A talk", ()) == "a-talk"
    assert free_name("A talk", {"a-talk", "a-talk-2"}) == "a-talk-3"


def test_short_names_are_made_of_titles():
    assert plain_study_name("  The State of the Union, 2026!  ") == "the-state-of-the-union-2026"
    assert plain_study_name("Größe & Maß") == "größe-maß"
    assert plain_study_name("?!") == ""
    assert len(plain_study_name("long " * 40)) <= 40
