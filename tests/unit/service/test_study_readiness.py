from dataclasses import replace

import pytest

from pulsemeter.domain.session import ShownIn
from pulsemeter.domain.study import Stimulus, StudyLanguage
from pulsemeter.service.study_readiness import NotReady, check_ready, lacking, unreviewed


def steps(study, **given):
    found = lacking(study, **{"has_statements": True, "is_tried": True, **given})
    return [(each.step, each.is_needed) for each in found]


def test_a_new_study_lacks_nearly_everything(make_study):
    study = make_study("standard", stimuli=(Stimulus("a", "A", 0),))
    assert steps(study, has_statements=False, is_tried=False) == [
        ("stimuli", True), ("languages", True), ("dry-run", True), ("transcript", False),
    ]  # fmt: skip


def test_a_study_that_was_read_and_tried_lacks_nothing(make_study):
    study = make_study(read_by="Ada")
    assert lacking(study, has_statements=True, is_tried=True) == []
    check_ready([], study, ShownIn.IN_PAGE)


def test_each_language_wants_a_reader(make_study):
    study = make_study(read_by="Ada", languages=(StudyLanguage("de"), StudyLanguage("pl", "Bea")))
    (line,) = unreviewed(study)
    assert "in de (it lacks consent.runner" in line


def test_quotas_under_which_nothing_is_ever_shown_are_worth_a_thought(make_study):
    study = make_study("sealed", read_by="Ada")
    few = tuple(replace(c, quota=5) for c in study.attributes[0].categories)
    study = replace(study, attributes=(replace(study.attributes[0], categories=few),))
    assert steps(study) == [("segments", False)]


def test_what_is_needed_keeps_a_session_from_opening(make_study):
    study = make_study()
    missing = lacking(study, has_statements=False, is_tried=False)
    with pytest.raises(NotReady, match=r"in en\..*dry run") as refused:
        check_ready(missing, study, ShownIn.IN_PAGE)
    assert "verdicts" not in str(refused.value)
    with pytest.raises(NotReady, match="moments to tap"):
        check_ready([], study, ShownIn.OWN_SCREEN)
    check_ready([], replace(study, cues=("Good evening.",)), ShownIn.OWN_SCREEN)
