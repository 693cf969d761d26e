"""A small typed client for the API of a Pulsemeter server.

    from pulsemeter.client import Client

    with Client("https://pulse.example") as pulse:  # the token stands in PULSEMETER_TOKEN
        print(pulse.list_sessions())

Methods are named as the operations of the server's description, take and answer the structs of
`pulsemeter.wire`, and raise `ApiRefused` where the server refuses. This room knows the contract and
HTTP; it must not know how a server works.
"""

from pulsemeter.client.client import Client
from pulsemeter.client.connection import ApiRefused, StudyFile, UploadPlace
from pulsemeter.client.server_address import AddressWrong
from pulsemeter.client.stream import StreamEvent, StreamLost

__all__ = [
    "AddressWrong",
    "ApiRefused",
    "Client",
    "StreamEvent",
    "StreamLost",
    "StudyFile",
    "UploadPlace",
]
