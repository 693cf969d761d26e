"""What every page of a seat's way is given: its study and session, and the names of the steps."""

from typing import Any

from starlette.requests import Request

from pulsemeter.release.words import message
from pulsemeter.service.conduct_session import Place
from pulsemeter.web.page_language import language_values

STEPS = (
    message("Consent"),
    message("About you"),
    message("Practice"),
    message("Watch"),
    message("Your view"),
)
ABOUT_YOU, WATCH, YOUR_VIEW = 2, 4, 5


def page_values(request: Request, place: Place) -> dict[str, Any]:
    """Values that the templates of all steps use."""
    return {
        "place": place,
        "study": place.study,
        **language_values(request, place.study),
        "simulated": place.session.simulated,
        "steps": STEPS,
    }
