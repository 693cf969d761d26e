"""What a row of the table says by itself: the refusals that its policy brings along."""

from pulsemeter.domain.staff import Act
from pulsemeter.web.api.address import Address
from pulsemeter.web.policy import AT_BROWSER, PUBLIC, in_session, listing
from pulsemeter.wire.dashboard import Problem
from pulsemeter.wire.studies import FileProblem


async def handler(request):
    raise AssertionError


def refusals(policy, **more):
    return Address("GET", "/api/v1/x", handler, policy, "x", "X.", **more).all_refusals()


def test_every_address_refuses_what_its_policy_refuses():
    assert list(refusals(PUBLIC)) == [403, 503]
    assert list(refusals(AT_BROWSER)) == [401, 403, 429, 503]
    assert list(refusals(listing(Act.SEE_STUDY))) == [401, 403, 429, 503]
    assert list(refusals(in_session(Act.CONDUCT))) == [401, 403, 404, 429, 503]


def test_refusals_of_its_own_come_beside_and_may_have_a_shape():
    found = refusals(listing(Act.SEE_STUDY), refusals=(409, 422), shaped={422: FileProblem})
    assert list(found) == [401, 403, 409, 422, 429, 503]
    assert (found[409], found[422]) == (Problem, FileProblem)
