"""Data packages for programs: for whoever asked, of persons as far as right and scope reach."""

import asyncio

from tests.unit.web.test_data_pages import REASON, play, shown

from pulsemeter.domain.scope import Scope, scope_of
from pulsemeter.domain.staff import Act
from pulsemeter.service.keep_access_tokens import TokenWish


async def base_of(site, make_study, **changes):
    """The address of the data of a recorded session."""
    page = await shown(site, make_study, **changes)
    return f"/api/v1{page}"


async def ready(site, base, job, who="owner"):
    for _ in range(1_500):
        told = (await site.get(f"{base}/{job['id']}", who)).json()
        if told["job"]["state"] not in ("waiting", "making"):
            return told
        await asyncio.sleep(0.02)  # a thread is writing
    raise AssertionError("the package is never made")


def test_released_figures_are_packed_taken_and_removed(visit, make_study):
    async def story(site):
        base = await base_of(site, make_study)
        asked = await site.post(base, "owner", json={"formats": ["dta", "csv"]})
        assert asked.status_code == 202
        told = await ready(site, base, asked.json())
        assert (told["package"], told["formats"]) == ("released", ["csv", "dta"])
        answer = await site.get(told["file"]["url"], "owner")
        assert answer.headers["content-type"] == "application/zip"
        assert len(answer.content) == told["file"]["size_bytes"]
        (held,) = (await site.get(base, "owner")).json()["packages"]
        assert held == told
        assert (await site.get(base, "analyst")).json() == {"packages": []}
        assert (await site.get(told["file"]["url"], "analyst")).status_code == 404
        one = f"{base}/{told['id']}"
        assert (await site.ask("DELETE", one, "analyst")).status_code == 404
        assert (await site.ask("DELETE", one, "owner")).status_code == 204
        assert (await site.get(one, "owner")).status_code == 404
        assert (await site.post(base, "owner", json={"formats": ["xlsx"]})).status_code == 400

    play(visit, story)


def test_persons_take_role_reason_and_scope_and_are_logged(visit, make_study):
    async def story(site):
        base = await base_of(site, make_study)
        persons, body = f"{base}/persons", {"reason": REASON}
        assert (await site.post(persons, "editor", json=body)).status_code == 403
        refused = await site.post(persons, "analyst", json=body)
        assert (refused.status_code, "owners alone" in refused.json()["error"]) == (409, True)
        short = await site.post(persons, "owner", json={"reason": "Why"})
        assert (short.status_code, "written reason" in short.json()["error"]) == (409, True)
        asked = await site.post(persons, "owner", json=body)
        told = await ready(site, base, asked.json())
        assert (asked.status_code, told["package"]) == (202, "persons")
        deeds = [e.deed for e in await site.world.stores.audit.entries(0, 100)]
        (deed,) = [deed for deed in deeds if deed.act == "persons exported"]
        assert (deed.actor, REASON in deed.detail) == ("Owner", True)
        owner = await site.world.stores.staff.member("id-owner")
        needed = scope_of(Act.EXPORT_PERSONS)
        wish = TokenWish("x", [scope.value for scope in Scope if scope is not needed])
        token = await site.world.desk.tokens.make("test", owner, wish)
        bearer = {"authorization": f"Bearer {token}"}
        assert (await site.ask("POST", persons, headers=bearer, json=body)).status_code == 403
        url = told["file"]["url"]
        assert (await site.ask("GET", url, headers=bearer)).status_code == 404
        assert (await site.get(url, "owner")).status_code == 200

    play(visit, story)
