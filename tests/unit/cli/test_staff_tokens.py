import asyncio

import pytest

from pulsemeter.bootstrap import desk_for, opened
from pulsemeter.cli.staff import DEMONSTRATION_OWNER
from pulsemeter.domain.scope import Scope
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.keep_access_tokens import TokenWrong
from pulsemeter.settings import Settings


def at_desk(command, work):
    async def inside():
        async with opened(command.data) as held:
            settings = Settings(command.data)
            return await work(desk_for(settings, held.stores, SystemClock(), SystemChance()))

    return asyncio.run(inside())


def test_a_token_is_made_listed_and_taken_back(command):
    at_desk(command, lambda desk: desk.people.add_owner(DEMONSTRATION_OWNER))
    assert "None yet" in command.fine("staff", "token", "list").output
    made = command.fine(
        "staff", "token", "make", "demonstration", "--label", "nightly export",
        "--scope", "read", "--scope", "edit",
    ).output.strip()  # fmt: skip
    who = at_desk(command, lambda desk: desk.tokens.who(made, ""))
    assert (who.member.name, who.scopes) == (DEMONSTRATION_OWNER, {Scope.READ, Scope.EDIT})
    name, token, *rest = command.fine("staff", "token", "list").output.strip().split("\t")
    assert (name, rest[:4]) == (
        DEMONSTRATION_OWNER, ["nightly export", "read,edit", "every study", "no end"]
    )  # fmt: skip
    assert made not in command.fine("staff", "token", "list").output
    command.fine("staff", "token", "take-back", name, token)
    with pytest.raises(TokenWrong):
        at_desk(command, lambda desk: desk.tokens.who(made, ""))


def test_what_can_not_be_made_or_taken_back_is_said(command):
    at_desk(command, lambda desk: desk.people.add_owner(DEMONSTRATION_OWNER))
    make = ("staff", "token", "make")
    refused = command(*make, DEMONSTRATION_OWNER, "--label", " ", "--scope", "read")
    assert (refused.exit_code, "needs a name" in refused.output) == (2, True)
    nobody = command(*make, "Eve", "--label", "x", "--scope", "read")
    assert (nobody.exit_code, "nobody of the staff" in nobody.output) == (2, True)
    gone = command("staff", "token", "take-back", DEMONSTRATION_OWNER, "nothing")
    assert (gone.exit_code, "no such token" in gone.output) == (2, True)
