import json

import pytest

from pulsemeter.service.create_study import StudyRefused
from pulsemeter.service.edit_study import StudyFixed, StudyMoved
from pulsemeter.service.study_reading import Complaint, StudyFileError
from pulsemeter.service.write_study import StudyNotWritable
from pulsemeter.web.api.study_refusals import not_edited, not_made


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StudyMoved("a"), 412), (StudyFixed("b"), 409), (StudyNotWritable("c"), 409),
        (StudyRefused("d"), 422),
    ],
)  # fmt: skip
def test_each_refusal_has_its_status_and_says_how_to_mend_it(error, status):
    answer = not_edited(error, "")
    told = json.loads(answer.body)
    assert (answer.status_code, told["error"]) == (status, str(error))
    assert told["remedy"]


def test_complaints_are_told_one_by_one():
    error = StudyFileError("x", [Complaint("study.title", 3, "is missing")])
    for told in (not_made(error, "no"), not_edited(error, "no")):
        body = json.loads(told.body)
        assert (told.status_code, body["error"]) == (422, "no")
        assert body["complaints"] == [{"key": "study.title", "line": 3, "what": "is missing"}]
