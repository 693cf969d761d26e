import asyncio

from pulsemeter.service.enrol_participant import secret_hash
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
    assert "NOSUCH" in command.refused("tokens", "NOSUCH", "--count", 1)
    command.refused("tokens", "NOSUCH", "--count", 0)
