import pytest

from pulsemeter.client.server_address import AddressWrong, checked_address

HERE = ["http://localhost:8000", "http://127.0.0.1:8000/", "http://[::1]:8000"]
NEAR = ["http://192.168.1.20:8000", "http://10.0.0.2", "http://[fd00::1]", "http://mac.local:8000",
        "http://newsroom"]  # fmt: skip


@pytest.mark.parametrize("address", ["https://pulse.example", "https://203.0.113.7:8443", *HERE])
def test_tls_and_this_machine_are_taken(address):
    assert str(checked_address(address)).startswith(address.rstrip("/"))


@pytest.mark.parametrize("address", NEAR)
def test_a_private_network_is_taken_when_that_is_said(address):
    with pytest.raises(AddressWrong, match="in_lan=True"):
        checked_address(address)
    assert checked_address(address, in_lan=True).scheme == "http"


@pytest.mark.parametrize("address", ["http://pulse.example", "http://203.0.113.7", "http://8.8.8.8",
                                     "http://127.0.0.1.example.com"])  # fmt: skip
def test_no_token_goes_over_the_internet_in_the_clear(address):
    with pytest.raises(AddressWrong, match="in the clear"):
        checked_address(address, in_lan=True)


@pytest.mark.parametrize(
    "address",
    ["", "pulse.example", "ftp://pulse.example", "https://", "https://me:secret@pulse.example",
     "https://pulse.example/api/v1", "https://pulse.example?x=1", "https://pulse.example#x",
     "https://pulse.example:port", None],
)  # fmt: skip
def test_what_is_no_address_of_a_server_is_told_with_the_remedy(address):
    with pytest.raises(AddressWrong, match=r"write https|leave the rest out"):
        checked_address(address, in_lan=True)
