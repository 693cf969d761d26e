import asyncio

from pulsemeter.identity.argon2_seal import Argon2Seal

QUICK = (1, 8, 1)
PASSWORD = "correct horse battery"


def test_only_the_sealed_password_opens():
    async def story():
        seal = Argon2Seal(*QUICK)
        sealed = await seal.seal(PASSWORD)
        assert PASSWORD not in sealed
        assert sealed != await seal.seal(PASSWORD)
        assert await seal.opens(PASSWORD, sealed)
        assert not await seal.opens(PASSWORD + " ", sealed)
        assert not await seal.opens("", sealed)

    asyncio.run(story())


def test_the_same_letters_of_another_keyboard_open():
    async def story():
        seal = Argon2Seal(*QUICK)
        assert await seal.opens("Schlu\u0308ssel " * 3, await seal.seal("Schl\u00fcssel " * 3))

    asyncio.run(story())


def test_a_damaged_seal_opens_for_nobody():
    async def story():
        for sealed in ("", "nonsense", "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$", "$2b$12$abc"):
            assert not await Argon2Seal(*QUICK).opens(PASSWORD, sealed)

    asyncio.run(story())


def test_what_is_shipped_is_argon2id_as_the_rfc_recommends():
    async def story():
        sealed = await Argon2Seal().seal(PASSWORD)
        assert sealed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")

    asyncio.run(story())
