"""Everything that the API offers to programs, on one object."""

from pulsemeter.client.imports import ImportCalls
from pulsemeter.client.making import MakingCalls
from pulsemeter.client.media import MediaCalls
from pulsemeter.client.openings import OpeningCalls
from pulsemeter.client.outcomes import OutcomeCalls
from pulsemeter.client.results import ResultCalls
from pulsemeter.client.sessions import SessionCalls
from pulsemeter.client.stream import StreamCalls
from pulsemeter.client.studies import StudyCalls
from pulsemeter.client.uploads import UploadCalls
from pulsemeter.client.wordings import WordingCalls


class Client(
    StudyCalls, MakingCalls, WordingCalls, OpeningCalls, SessionCalls, StreamCalls, OutcomeCalls,
    ResultCalls, MediaCalls, UploadCalls, ImportCalls,
):  # fmt: skip
    """A signed-in program at one server.

    `address` is that of the server (https://…); without TLS only this machine is taken, or with
    `in_lan` a private network. `token` is an access token, by default what the environment variable
    PULSEMETER_TOKEN holds. Each answer may take `timeout` (30 s by default). Redirects aren't
    followed. `transport` and `pause` (which waits that many seconds) are for tests.

    Raises AddressWrong for an address, ValueError for a token that can't be one.
    """
