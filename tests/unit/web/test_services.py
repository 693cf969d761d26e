from starlette.applications import Starlette
from starlette.requests import Request

from pulsemeter.web.services import services_of


def test_a_request_finds_the_services_of_its_server():
    application = Starlette()
    application.state.services = services = object()
    assert services_of(Request({"type": "http", "app": application})) is services
