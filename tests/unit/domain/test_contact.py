"""When two contacts are the same person."""

from pulsemeter.domain.contact import Contact, plain_key


def test_addresses_and_vendor_ids_tell_persons_apart_and_names_only_alone():
    ann = Contact("Ann Smith", ("Ann@Example.org", "+44 20 7946 0000"), vendor_id="P-1")
    assert ann.keys == {"ann@example.org", "+442079460000", "p-1"}
    assert Contact("Ann  Smith").keys == {plain_key("ann smith")} == {"annsmith"}
    assert not ann.keys & Contact("Ann Smith").keys
