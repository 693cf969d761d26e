"""The register on the command line, from the list of names to the file for sending."""

import csv
import socket
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from pulsemeter.cli.passphrase import NEW_VARIABLE, VARIABLE

WORDS, OTHER = "words that are long enough", "other words, long enough too"
PEOPLE = "name,email,region\nAnn,ann@example.org,north\nBob,=bob@example.org,south\n"


@pytest.fixture
def listed(command, monkeypatch):
    """A session of a study with two contacts."""
    monkeypatch.setenv(VARIABLE, WORDS)
    code = command.session()
    (command.folder / "people.csv").write_text(PEOPLE, "utf-8")
    said = command.fine("register", "add", "talk", command.folder / "people.csv").output
    assert "2 contacts of talk added, 0 brought up to date" in said
    return code


def deeds(command):
    return command.fine("audit", "list").output


def test_a_list_of_names_becomes_a_file_of_links(command, listed):
    out = command.folder / "sending"
    said = command.fine(
        "register", "invitations", listed, "--out", out, "--public-url", "https://panel.test"
    ).output
    assert "Delete it when all are sent" in said
    file = out / "invitations.csv"
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open(encoding="utf-8", newline="") as opened:
        rows = {row["name"]: row for row in csv.DictReader(opened)}
    assert rows.keys() == {"Ann", "Bob"}
    assert rows["Bob"]["address_1"] == "'=bob@example.org", "no formula for a spreadsheet"
    prefix = f"https://panel.test/j/{listed}#"
    assert all(row["link"].startswith(prefix) for row in rows.values())
    tokens = [row["link"].removeprefix(prefix) for row in rows.values()]
    assert len(set(tokens)) == 2
    kept = b"".join(path.read_bytes() for path in command.data.glob("*.sqlite*"))
    assert not [t for t in (*tokens, "ann@", "example.org") if t.encode() in kept]
    assert "has a link for this session" in command.refused(
        "register", "invitations", listed, "--out", command.folder / "more"
    )
    again = command.fine(
        "register", "invitations", listed, "--out", command.folder / "more", "--again"
    )
    assert "2 invitations" in again.output
    assert "invitations written" in deeds(command)


def test_contacts_are_listed_forgotten_and_counted(command, listed):
    assert command.fine("register", "list").output == "talk\t2 contacts\n"
    assert "Ann\tann@example.org\n" in command.fine("register", "list", "talk").output
    assert "no contacts of 'moon'" in command.refused("register", "list", "moon")
    assert "no such contact" in command.refused("register", "forget", "talk", "Eve")
    command.fine("register", "forget", "talk", "ANN@example.org")
    assert command.fine("register", "list").output == "talk\t1 contact\n"
    noted = deeds(command)
    assert "contact erased" in noted
    assert "contacts read" in noted
    assert "ann" not in noted.lower().split()


def test_a_wrong_passphrase_says_so_and_that_a_lost_one_is_lost(command, listed, monkeypatch):
    monkeypatch.setenv(VARIABLE, "not these words at all")
    said = command.refused("register", "list", "talk")
    assert "doesn't open the register" in said
    assert "can't be mended" in said


def test_another_passphrase_opens_it_from_then_on(command, listed, monkeypatch):
    monkeypatch.setenv(NEW_VARIABLE, OTHER)
    command.fine("register", "passphrase")
    assert "doesn't open" in command.refused("register", "list", "talk")
    monkeypatch.setenv(VARIABLE, OTHER)
    assert "Ann" in command.fine("register", "list", "talk").output


def test_a_sealed_study_takes_no_names(command, monkeypatch):
    monkeypatch.setenv(VARIABLE, WORDS)
    text = command.study.read_text("utf-8").replace("[study]", '[study]\nprofile = "sealed"')
    command.study.write_text(text, "utf-8")
    command.fine("study", "create", command.study)
    (command.folder / "people.csv").write_text(PEOPLE, "utf-8")
    said = command.refused("register", "add", "talk", command.folder / "people.csv")
    assert "pulsemeter tokens --offline" in said
    assert command.fine("register", "list").output.startswith("No contacts")


def test_short_passphrases_and_unknown_studies_are_refused(command, monkeypatch):
    monkeypatch.setenv(VARIABLE, "short")
    command.session()
    (command.folder / "people.csv").write_text(PEOPLE, "utf-8")
    people = command.folder / "people.csv"
    assert "at least 15" in command.refused("register", "add", "talk", people)
    assert "no study 'moon'" in command.refused("register", "add", "moon", people)


class Post:
    """A mail server that takes all mail but that for those it doesn't know."""

    def __init__(self):
        self.taken, self.unknown = [], set()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address in self.unknown:
            return "550 5.1.1 unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def post(command):
    """A mail server, and the file that names it."""
    held = Post()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(held, hostname="127.0.0.1", port=port)
    server.start()
    (command.folder / "couriers.toml").write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        'sender = "office@panel.example"\nallow_private = true\n',
        "utf-8",
    )
    yield held
    server.stop()


def test_links_are_mailed_and_who_was_not_reached_is_invited_again(command, listed, post):
    couriers = (
        "--couriers",
        command.folder / "couriers.toml",
        "--public-url",
        "https://panel.test",
    )
    post.unknown = {"=bob@example.org"}
    failed = command("register", "send", listed, *couriers)
    assert failed.exit_code == 2
    assert "not reached: Bob" in failed.output
    (ann,) = post.taken
    assert ann["to"] == "ann@example.org"
    assert f"https://panel.test/j/{listed}#" in ann.get_content()
    post.unknown = set()
    again = command.fine("register", "send", listed, *couriers).output
    assert "1 mail handed over" in again
    assert [mail["to"] for mail in post.taken] == ["ann@example.org", "=bob@example.org"]
    nobody = command("register", "send", listed, *couriers)
    assert "has a link for this session" in nobody.output
    assert "invitations sent" in deeds(command)
    assert "example.org" not in deeds(command)


def test_a_reminder_goes_to_all_who_were_invited_and_holds_no_link(command, listed, post):
    couriers = (
        "--couriers",
        command.folder / "couriers.toml",
        "--public-url",
        "https://panel.test",
    )
    early = command("register", "send", listed, "--remind", *couriers)
    assert "nobody was invited" in early.output
    command.fine("register", "send", listed, *couriers)
    command.fine("register", "send", listed, "--remind", *couriers)
    assert len(post.taken) == 4
    assert not any("https://" in mail.get_content() for mail in post.taken[2:])


def test_without_a_mail_server_nothing_is_made(command, listed):
    empty = command.folder / "couriers.toml"
    empty.write_text("[webhook]\n", "utf-8")
    refused = command("register", "send", listed, "--couriers", empty)
    assert "no section [mail]" in refused.output
    assert "invitations" not in deeds(command)
