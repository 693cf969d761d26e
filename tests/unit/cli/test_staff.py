import asyncio

import pytest

from pulsemeter.bootstrap import desk_for, opened
from pulsemeter.cli.staff import demonstration_link
from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.settings import Settings

PASSWORD = "correct horse battery"


def at_desk(command, work):
    """Something done by the server's own verbs over the command's data folder."""

    async def inside():
        async with opened(command.data) as held:
            settings = Settings(command.data)
            return await work(desk_for(settings, held.stores, SystemClock(), SystemChance()))

    return asyncio.run(inside())


def token_of(output):
    address, token = output.strip().splitlines()[-1].split("#")
    assert address.endswith("/staff/welcome")
    return token


def join(command, output, name):
    token = token_of(output)
    return at_desk(command, lambda desk: desk.admission.with_password(token, name, PASSWORD))


def test_the_first_link_makes_an_owner_and_later_ones_let_the_owner_in(command):
    first = command.fine("staff", "link", "--public-url", "https://p.example")
    assert first.stdout.startswith("https://p.example/staff/welcome#")
    assert f"Nothing was stored at {command.data}: a new data folder begins." in first.stderr
    join(command, first.output, "Ada")
    assert command.fine("staff", "list").output == "Ada\towner of every study\n"
    second = command.fine("staff", "link")
    assert second.stderr == ""
    again = token_of(second.output)
    assert at_desk(command, lambda desk: desk.signing_in.by_link(again))
    named = token_of(command.fine("staff", "link", "--name", "ada").output)
    assert at_desk(command, lambda desk: desk.signing_in.by_link(named))
    refused = command("staff", "link", "--name", "Eve")
    assert refused.exit_code == 2
    assert "nobody of the staff" in refused.output


def test_somebody_is_invited_listed_and_removed(command):
    command.begin()
    assert "staff link" in command.fine("staff", "list").output
    join(command, command.fine("staff", "link").output, "Ada")
    join(command, command.fine("staff", "invite", "--role", "moderator").output, "Mona")
    listed = command.fine("staff", "list").output
    assert listed == "Ada\towner of every study\nMona\tmoderator of every study\n"
    assert "no longer" in command.fine("staff", "remove", "mona").output
    refused = command("staff", "remove", "Ada")
    assert refused.exit_code == 2
    assert "last owner" in refused.output
    assert command("staff", "remove", "Mona").exit_code == 2


def test_an_editor_is_invited_to_a_study_for_audiences(command):
    command.fine("study", "create", command.study)
    name = command.fine("study", "list").output.split("\t")[0]
    bound = ("--study", name, "--role", "editor")
    token = token_of(command.fine("staff", "invite", *bound, "--audience", "all").output)
    held = at_desk(command, lambda desk: desk.admission.look(token))
    assert held.membership == Membership(name, Role.EDITOR, ("all",))
    for options, told in (
        (bound, "at least one"),
        ((*bound, "--audience", "mars"), "no audience 'mars'"),
        (("--role", "editor"), "name it with --study"),
        (("--study", "nothing", "--role", "owner"), "no study 'nothing'"),
        (("--study", name), "--role"),
    ):
        refused = command("staff", "invite", *options)
        assert refused.exit_code == 2
        assert told in refused.output


def test_somebody_leaves_one_study(command):
    command.fine("study", "create", command.study)
    name = command.fine("study", "list").output.split("\t")[0]
    join(
        command, command.fine("staff", "invite", "--study", name, "--role", "viewer").output, "Ben"
    )
    assert name in command.fine("staff", "list").output
    assert command.fine("staff", "remove", "Ben", "--study", name).output.endswith(f"of {name}.\n")
    assert "Nobody yet" in command.fine("staff", "list").output


def test_a_demonstration_has_an_owner_who_needs_no_way_in(command):
    async def twice(desk):
        links = [await demonstration_link(desk, "http://x") for _ in range(2)]
        people = await desk.people.everyone()
        assert [(who.name, held) for who, held in people] == [
            ("Demonstration", (Membership(EVERY_STUDY, Role.OWNER),))
        ]
        return [await desk.signing_in.by_link(token_of(link)) for link in links]

    assert all(at_desk(command, twice))


@pytest.mark.parametrize("name", ["", "x" * 500])
def test_nobody_has_such_a_name(command, name):
    assert command("staff", "remove", name).exit_code == 2
