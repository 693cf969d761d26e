from dataclasses import fields

from pulsemeter.analysis.verdict_rule import VerdictRule
from pulsemeter.domain.staff import Role, may
from pulsemeter.service.study_reading import SECTIONS
from pulsemeter.web.studio_steps import (
    INVITATIONS,
    SEGMENTS,
    STEPS,
    STIMULI,
    VERDICT_KEYS,
    VERDICT_USUAL,
    WORDS,
)
from pulsemeter.web.templates import TEMPLATES

OF_PAIRS = {"quota.max"}


def test_there_are_seven_steps_each_with_a_page():
    assert [step.number for step in STEPS] == [1, 2, 3, 4, 5, 6, 7]
    for step in STEPS:
        assert (TEMPLATES / step.template).is_file()


def test_every_field_is_a_key_of_the_study_file():
    for step in (STIMULI, WORDS, SEGMENTS, INVITATIONS):
        for path in step.fields:
            section, *key = path.split(".")[-2:]
            if key and section != "verdict" and path not in OF_PAIRS:
                assert key[0] in SECTIONS[section], path


def test_no_two_steps_have_the_same_field():
    paths = [path for step in STEPS for path in step.fields]
    assert len(paths) == len(set(paths))


def test_every_threshold_of_verdicts_has_a_field_and_its_default():
    rule = VerdictRule(floor=10)
    assert set(VERDICT_KEYS) == {f.name for f in fields(VerdictRule)} - {"floor"}
    assert {key: float(text) for key, text in VERDICT_USUAL.items()} == {
        key: getattr(rule, key) for key in VERDICT_KEYS
    }


def test_moderators_come_to_what_they_do():
    found = [step.slug for step in STEPS if may(Role.MODERATOR, step.act)]
    assert found == ["stimuli", "invitations", "dry-run"]
    assert all(may(Role.OWNER, step.act) for step in STEPS)
