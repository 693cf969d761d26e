"""What the staff's pages of sign-in tell the server by script: answers of passkeys."""

from typing import Annotated, Any

from msgspec import Meta, Struct

Text = Annotated[str, Meta(max_length=300)]


class PasskeyUse(Struct, frozen=True):
    """What a browser answered when it was asked for a passkey."""

    answer: dict[str, Any]


class Newcomer(Struct, frozen=True):
    """Who came by an invitation and wants to make a passkey."""

    token: Text
    name: Text


class NewcomerPasskey(Struct, frozen=True):
    """The passkey that was made; `label` is how its holder calls it."""

    token: Text
    name: Text
    label: Text
    answer: dict[str, Any]


class FurtherPasskey(Struct, frozen=True):
    """A further passkey of a member who is signed in."""

    label: Text
    answer: dict[str, Any]


class GoOn(Struct, frozen=True):
    """It is done; the page goes on there."""

    path: str
