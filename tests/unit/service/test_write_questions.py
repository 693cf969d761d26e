import tomllib

from pulsemeter.domain.questionnaire import Answer, Part, Question, QuestionKind, Rule, ShowIf, Why
from pulsemeter.service.toml_text import toml_text
from pulsemeter.service.write_questions import question_tables, why_tables


def _read(question):
    return tomllib.loads(toml_text(question_tables([question])))["question"][0]


def test_a_plain_question_is_short():
    assert _read(Question("more", QuestionKind.TEXT, "More?", is_required=False)) == {
        "id": "more", "kind": "text", "text": "More?",
    }  # fmt: skip


def test_rules_keep_their_turn_and_bounds():
    rules = (
        Rule("vote", ("a", "b"), is_not=True),
        Rule("age", (), 18.0, 65.5),
        Rule("years", (), 1.0, is_not=True),
    )
    asked = Question("q", QuestionKind.NUMBER, "?", (Part.BEFORE, Part.AFTER), show_if=ShowIf(rules))  # fmt: skip  # noqa: E501
    assert _read(asked)["asked"] == "both"
    assert _read(asked)["show_if"] == [
        {"question": "vote", "is_not": ["a", "b"]},
        {"question": "age", "at_least": 18, "at_most": 65.5},
        {"question": "years", "is_not": [], "at_least": 1},
    ]


def test_answers_stand_one_a_line():
    answers = (Answer("a", "A"), Answer("none", "None of these", True))
    asked = Question("q", QuestionKind.MULTIPLE, "?", answers=answers)
    text = toml_text(question_tables([asked]))
    assert '    {id = "none", label = "None of these", alone = true},\n' in text


def test_why_is_a_section_only_where_it_is_asked():
    assert why_tables(None) == []
    assert tomllib.loads(toml_text(why_tables(Why()))) == {"why": {}}
    assert tomllib.loads(toml_text(why_tables(Why(moments=1)))) == {"why": {"moments": 1}}
