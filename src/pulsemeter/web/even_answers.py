"""What a page is answered, as bytes: where traffic is even, all of one size.

Under TLS the size of an answer is seen by whoever watches the network, and an acknowledgement tells
how many records were refused and how many there were. Spaces behind JSON are part of JSON, so no
page has to know.
"""

import msgspec

from pulsemeter.service.conduct_session import Place

ANSWER_BYTES = 3_072
"""Room for the longest: 24 refusals, and a cue of 200 signs that are all written as escapes."""

_encode = msgspec.json.Encoder().encode


def answer_bytes(message: msgspec.Struct, place: Place) -> bytes:
    """A message to a page of this session."""
    encoded = _encode(message)
    return encoded.ljust(ANSWER_BYTES) if place.study.profile.even_traffic else encoded
