"""A client whose requests come to the test instead of a server."""

from collections.abc import Callable
from types import SimpleNamespace

import httpx
import pytest

from pulsemeter.client import Client

TOKEN = "pmt_of-the-tests"


@pytest.fixture
def asked():
    """A client and what it asked; each request gets the next of the answers, the last for ever.
    An answer may be made of its request, and one that is an error is raised."""

    def make(*answers: httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]):
        waiting, requests, pauses = list(answers), [], []

        def answer(request: httpx.Request) -> httpx.Response:
            request.read()
            requests.append(request)
            found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            if isinstance(found, Exception):
                raise found
            return found(request) if callable(found) else found

        client = Client(
            "https://pulse.test",
            TOKEN,
            transport=httpx.MockTransport(answer),
            pause=pauses.append,
        )
        return SimpleNamespace(client=client, requests=requests, pauses=pauses)

    return make


@pytest.fixture(scope="package")
def served(tmp_path_factory):
    """A real server whose simulated session has told its figures; and an owner's token."""
    from tests.served_study import ServedStudy

    with ServedStudy(tmp_path_factory.mktemp("served") / "data") as served:
        served.run_panel()
        yield served
