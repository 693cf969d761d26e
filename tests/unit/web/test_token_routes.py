"""Every route for every token: role and scope both have to allow it, and pages open to none."""

import pytest
from tests.unit.web.test_routes import (
    PRIVATE,
    REACHED,
    STIMULI,
    begun_upload,
    expected,
    filled,
    keep_bare_study,
    status_of,
    turned_away,
)

from pulsemeter.domain.scope import ACTS_IN, Scope, scope_of
from pulsemeter.domain.staff import Role
from pulsemeter.service.keep_access_tokens import TokenWish
from pulsemeter.service.sign_in_rate import TRIES_OF_ADDRESS
from pulsemeter.web.policy import Found

API = [
    (method, path, policy)
    for method, path, policy in PRIVATE
    if path.startswith("/api/") and policy.by_token
]
PAGES = [(method, path) for method, path, _ in PRIVATE if not path.startswith("/api/")]
AT_BROWSER = [(method, path) for method, path, policy in PRIVATE if not policy.by_token]
ONE_EACH = {
    scope: next(
        (
            (method, path, policy)
            for method, path, policy in API
            if policy.act in ACTS_IN[scope] and policy.found in (Found.SESSION, Found.STUDY)
        ),
        None,
    )
    for scope in Scope
}
"""For each scope an address that takes it; None while no address of the API does."""


async def token_of(site, who, *scopes, study=""):
    member = await site.world.stores.staff.member(f"id-{who}")
    wish = TokenWish("x", [scope.value for scope in scopes], study)
    return await site.world.desk.tokens.make("test", member, wish)


@pytest.mark.parametrize(("method", "path", "policy"), API)
def test_every_address_takes_its_scope_and_no_other(visit, make_study, method, path, policy):
    async def story(site):
        await keep_bare_study(site, make_study)
        url = filled(path, site.code, await begun_upload(site) if "{id}" in path else "")
        scope = scope_of(policy.act)
        others = [each for each in Scope if each is not scope]
        kept = await token_of(site, "staff", *others)
        assert await status_of(site, method, url, "nobody", kept) == 403
        token = await token_of(site, "staff", scope)
        status = await status_of(site, method, url, "nobody", token)
        assert status in REACHED[method, path]

    visit(story, stimuli=STIMULI)


@pytest.mark.parametrize("scope", [scope for scope in Scope if ONE_EACH[scope]])
def test_a_token_opens_what_role_and_scope_both_allow(visit, make_study, scope):
    method, path, policy = ONE_EACH[scope]

    async def story(site):
        await site.employ_everyone()
        await keep_bare_study(site, make_study)
        for who in (*(role.value for role in Role), "stranger"):
            for held in Scope:
                url = filled(path, site.code, await begun_upload(site) if "{id}" in path else "")
                wanted = expected(policy, who, is_over=False) if held is scope else 403
                token = await token_of(site, who, held)
                status = await status_of(site, method, url, "nobody", token)
                if wanted == "through":
                    assert (who, held, status in REACHED[method, path]) == (who, held, True)
                else:
                    assert (who, held, status) == (who, held, wanted)

    visit(story, stimuli=STIMULI)


@pytest.mark.parametrize(("method", "path"), PAGES)
def test_no_page_opens_to_a_token_even_beside_a_cookie(visit, method, path):
    async def story(site):
        token = await token_of(site, "staff", *Scope)
        url = filled(path, site.code)
        for who in ("nobody", "participant", "staff"):
            assert await status_of(site, method, url, who, token) == turned_away(path, method)

    visit(story, stimuli=STIMULI)


@pytest.mark.parametrize(("method", "path"), AT_BROWSER)
def test_ways_in_open_to_no_token(visit, method, path):
    async def story(site):
        token = await token_of(site, "staff", *Scope)
        answer = await site.ask(method, path, headers={"authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["error"]) == (403, "no token opens this")

    visit(story)


def test_a_token_of_one_study_finds_no_other(visit):
    async def story(site):
        path = f"/api/v1/sessions/{site.code}/desk"
        here = await token_of(site, "staff", Scope.READ, study="talk")
        assert await status_of(site, "GET", path, "nobody", here) == 200
        elsewhere = await token_of(site, "staff", Scope.READ)
        book = site.world.stores.access
        (held,) = [each for each in await book.of("id-staff") if not each.study]
        await book.drop("id-staff", held.id)
        await book.add(type(held)(*_bound(held, "another")))
        assert await status_of(site, "GET", path, "nobody", elsewhere) == 404

    visit(story)


def _bound(token, study):
    kept = (token.id, token.token_hash, token.member, token.label, token.scopes)
    return (*kept, study, token.made_day, token.last_day)


def test_a_wrong_token_is_told_so_even_beside_a_good_cookie_and_throttled(visit):
    async def story(site):
        path, bearer = f"/api/v1/sessions/{site.code}/desk", {"authorization": "Bearer pmt_wrong"}
        for who in ("staff", "participant", "nobody"):
            answer = await site.get(path, who, headers=bearer)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.json()["remedy"]
        empty = await site.get(path, "staff", headers={"authorization": "bearer"})
        assert empty.status_code == 401
        asked = {"headers": bearer, "address": "192.0.2.7"}
        statuses = [(await site.get(path, **asked)).status_code for _ in range(60)]
        assert statuses[:TRIES_OF_ADDRESS] == [401] * TRIES_OF_ADDRESS
        assert set(statuses[TRIES_OF_ADDRESS:]) == {429}
        other = {"authorization": "Basic c3RhZmY6eA=="}
        assert (await site.get(path, "staff", headers=other)).status_code == 200

    visit(story)


def test_what_a_token_lacks_is_named_where_programs_look(visit):
    async def story(site):
        token = await token_of(site, "staff", Scope.EDIT)
        path = f"/api/v1/sessions/{site.code}/desk"
        answer = await site.get(path, headers={"authorization": f"Bearer {token}"})
        assert answer.headers["www-authenticate"] == (
            'Bearer error="insufficient_scope", scope="read"'
        )
        assert "lacks the scope read" in answer.json()["error"]

    visit(story)
