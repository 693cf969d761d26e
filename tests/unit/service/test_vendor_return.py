import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.recruitment import Vendor
from pulsemeter.service.vendor_return import (
    address_back,
    checked_vendor_id,
    template_at,
    template_trouble,
    voucher_of,
)

GOOD = "https://panel.example/done/{id}?status=1&voucher={voucher}#end"


@pytest.mark.parametrize("template", [GOOD, "https://panel.example:8443/x?i={id}"])
def test_good_templates(template):
    assert template_trouble(template) == ""


@pytest.mark.parametrize(
    "template",
    [
        "javascript:alert(1)//{id}", "JAVASCRIPT:alert(1)", "data:text/html,x", "http://a.example/{id}",
        "HTTPS://a.example/", "//a.example/{id}", "https:///{id}", "https://{id}.a.example/",
        "https://good.example@evil.example/", "https://a.example/ {id}", "https://a.example/\n{id}",
        "https:\\\\a.example", "https://a.example/{name}", "https://a.example/{id", "https://a.example/}",
        "https://a.example:x/", "https://[::1/", "",
    ],
)  # fmt: skip
def test_templates_that_lead_astray(template):
    assert template_trouble(template)


@given(st.text(min_size=1, max_size=50))
def test_an_id_stays_one_part_of_the_address_whatever_it_holds(vendor_id):
    found = address_back("https://panel.example/a/{id}/b?c={voucher}", vendor_id, "V")
    start, end = "https://panel.example/a/", "/b?c=V"
    assert found.startswith(start)
    assert found.endswith(end)
    inner = found[len(start) : -len(end)]
    assert not set(inner) & set("/?#&=<>\"' {}\\:@")


def test_an_id_that_looks_like_a_place_is_not_filled_again():
    assert address_back("https://a.example/{id}", "{voucher}", "V").endswith("%7Bvoucher%7D")


def test_ids_that_no_vendor_gives():
    assert checked_vendor_id("A-1.b~ü") == "A-1.b~ü"
    assert not any(checked_vendor_id(given) for given in ("", "x" * 201, "a\nb", "a\x00"))


def test_where_each_end_leads():
    vendor = Vendor("X", "pid", "c", "s", "q")
    found = {step: template_at(vendor, step) for step in SeatStep}
    assert {step for step, template in found.items() if template} == {
        SeatStep.THANKS, SeatStep.SCREENED_OUT, SeatStep.NOT_SOUGHT,
    }  # fmt: skip
    assert (found[SeatStep.THANKS], found[SeatStep.SCREENED_OUT]) == ("c", "q")
    assert found[SeatStep.NOT_SOUGHT] == "s"


def test_a_voucher_is_the_same_each_time_and_is_not_the_hash_that_is_stored():
    from pulsemeter.service.hold_seats import secret_hash

    assert voucher_of("a" * 24) == voucher_of("a" * 24) != voucher_of("b" * 24)
    assert len(voucher_of("a" * 24)) == 26
    assert secret_hash("a" * 24).hex() not in voucher_of("a" * 24)
