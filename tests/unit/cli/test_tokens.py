import asyncio
import csv

from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.storage.sqlite import open_stores


def test_each_link_is_new_and_only_its_hash_is_kept(command):
    code = command.session()
    done = command.fine("tokens", code.lower(), "--count", 3, "--public-url", "https://p.example/")
    links = done.output.split()
    tokens = [link.split("#")[1] for link in links]
    assert all(link.startswith(f"https://p.example/j/{code}#") for link in links)
    assert len(set(tokens)) == 3
    assert all(len(token) >= 22 for token in tokens)

    async def look():
        opened = open_stores(command.data)
        try:
            return [await opened.stores.credentials.find(secret_hash(t)) for t in tokens]
        finally:
            await opened.close()

    assert [(t.session, t.is_used) for t in asyncio.run(look())] == [(code, False)] * 3
    files = b"".join(path.read_bytes() for path in command.data.glob("*.sqlite*"))
    assert not any(token.encode() in files for token in tokens)


def test_for_a_session_nobody_knows(command):
    command.begin()
    assert "NOSUCH" in command.refused("tokens", "NOSUCH", "--count", 1)
    command.refused("tokens", "NOSUCH", "--count", 0)


CARRYING = '\n[recruitment]\ncategories_from = "tokens"\n'


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def held(command, tokens):
    async def look():
        opened = open_stores(command.data)
        try:
            return [await opened.stores.credentials.find(secret_hash(t)) for t in tokens]
        finally:
            await opened.close()

    return asyncio.run(look())


def test_a_folder_of_links_and_sheets(command):
    code = command.session()
    out = command.folder / "out"
    arguments = ("tokens", code, "--count", 3, "--public-url", "https://p.example", "--out", out)
    command.fine(*arguments)
    assert {path.name for path in out.iterdir()} == {
        "links.csv", "cards_0001.pdf", "labels_0001.pdf",
    }  # fmt: skip
    rows = rows_of(out / "links.csv")
    assert [row["number"] for row in rows] == ["1", "2", "3"]
    assert all(row["link"].startswith(f"https://p.example/j/{code}#") for row in rows)
    assert all(token for token in held(command, [r["link"].split("#")[1] for r in rows]))
    assert "nothing is overwritten" in command.refused(*arguments)


def test_links_of_many_are_told_of_and_their_sheets_wait_to_be_asked_for(command, monkeypatch):
    monkeypatch.setattr("pulsemeter.cli.tokens.PDF_COUNT_MAX", 10)
    monkeypatch.setattr("pulsemeter.service.make_tokens.BATCH", 8)
    monkeypatch.setattr("pulsemeter.cli.tokens.BATCH", 8)
    out = command.folder / "out"
    done = command.fine("tokens", command.session(), "--count", 20, "--out", out)
    assert [path.name for path in out.iterdir()] == ["links.csv"]
    assert len({row["link"] for row in rows_of(out / "links.csv")}) == 20
    assert "8 of 20 links made" in done.stderr
    assert "20 of 20 links made" in done.stderr


def test_links_made_elsewhere_carry_their_categories_to_the_server(command):
    command.study.write_text(command.study.read_text("utf-8") + CARRYING, "utf-8")
    code = command.session()
    out = command.folder / "office"
    command.fine(
        "tokens", "--offline", command.study, "--session", code.lower(), "--out", out,
        "--public-url", "https://p.example", "--per-cell", "region=north:2",
        "--per-cell", "region=south:1", data=False,
    )  # fmt: skip
    links = rows_of(out / "links.csv")
    assert [row["region"] for row in links] == ["north", "north", "south"]
    tokens = [row["link"].split("#")[1] for row in links]
    assert held(command, tokens) == [None] * 3
    assert not any(token in (out / "hashes.csv").read_text() for token in tokens)
    said = command.fine("tokens", code, "--take", out / "hashes.csv").output
    assert f"3 links of session {code}" in said
    found = held(command, tokens)
    assert [t.categories["region"] for t in found] == ["north", "north", "south"]
    assert "none was added" in command.refused("tokens", code, "--take", out / "hashes.csv")


def test_cells_from_a_file(command):
    command.study.write_text(command.study.read_text("utf-8") + CARRYING, "utf-8")
    cells = command.folder / "cells.csv"
    cells.write_text("region,count\nnorth,1\nsouth,2\n", "utf-8")
    done = command.fine("tokens", command.session(), "--cells", cells)
    tokens = [link.split("#")[1] for link in done.output.split()]
    assert [t.categories["region"] for t in held(command, tokens)] == ["north", "south", "south"]


def test_what_cannot_be_made_is_said(command):
    code = command.session()
    assert "asks people" in command.refused("tokens", code, "--per-cell", "region=north:2")
    assert "say how many" in command.refused("tokens", code)
    assert "name the session" in command.refused("tokens")
    assert "--pdf needs --out" in command.refused("tokens", code, "--count", 1, "--pdf")
    assert "--public-url" in command.refused("tokens", "--offline", command.study, "--count", 1)


def test_an_open_session_has_one_poster(command):
    text = command.study.read_text("utf-8").replace('join = "tokens"', 'join = "open"')
    command.study.write_text(text, "utf-8")
    out = command.folder / "out"
    command.fine("tokens", command.session(), "--out", out, "--public-url", "https://p.example")
    assert [path.name for path in out.iterdir()] == ["poster.pdf"]
