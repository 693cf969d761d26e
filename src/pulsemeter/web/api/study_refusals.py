"""Why a study wasn't kept, as programs are told it: with every complaint, each at its line."""

from starlette.responses import Response

from pulsemeter.service.create_study import StudyRefused
from pulsemeter.service.edit_study import StudyFixed, StudyMoved
from pulsemeter.service.study_reading import StudyFileError
from pulsemeter.service.write_study import StudyNotWritable
from pulsemeter.web.participant_records import json_response, problem
from pulsemeter.wire.studies import FileComplaint, FileProblem

NOT_KEPT = (StudyFileError, StudyRefused, StudyNotWritable)
AGAIN = "read it again, and make the change in what it is now"


def not_made(error: Exception, said: str) -> Response:
    """A study that can't be made as it was asked for; `said` is told above complaints."""
    if isinstance(error, StudyFileError):
        told = [FileComplaint(each.key, each.line, each.what) for each in error.complaints]
        return json_response(FileProblem(said, "mend what is complained of", told), 422)
    return json_response(FileProblem(str(error), "change what was sent", []), 422)


def not_edited(error: Exception, said: str) -> Response:
    """A study that can't be changed as it was asked for."""
    if isinstance(error, StudyMoved):
        return problem(412, str(error), AGAIN)
    if isinstance(error, StudyFixed):
        return problem(409, str(error), "copy the study, and change the copy")
    if isinstance(error, StudyNotWritable):
        return problem(409, str(error), "make the study anew in the studio")
    return not_made(error, said)
