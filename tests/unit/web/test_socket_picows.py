"""The parts of the adapter that need no connection; the rest is in tests/contract."""

import logging

import picows.version
import pytest

from pulsemeter.web.socket_picows import (
    PICOWS_VERSION,
    _PeerFaults,
    build_socket_protocol,
    check_picows_version,
)


def test_the_installed_version_is_the_pinned_one() -> None:
    assert picows.version.__version__ == PICOWS_VERSION


@pytest.mark.parametrize("version", ["2.3.0", "2.3.10", "2.4.0", "3.0.0"])
def test_any_other_version_is_refused_with_the_remedy(version: str) -> None:
    with pytest.raises(ImportError, match=f"{version} is installed.*pip install picows==2.3.1"):
        check_picows_version(version)


def test_a_peers_fault_is_no_error_of_the_server(caplog: pytest.LogCaptureFixture) -> None:
    diagnostics = _PeerFaults(logging.getLogger("pulsemeter.test"), {})
    with caplog.at_level(logging.DEBUG, "pulsemeter.test"):
        diagnostics.error("parser error: %s", "opcode 11")
        diagnostics.warning("exception: %s after %d", "a secret", 5)
        diagnostics.info("connection accepted: %s", "192.0.2.1")
    assert [record.levelno for record in caplog.records] == [logging.DEBUG, logging.DEBUG]
    assert [r.message for r in caplog.records] == ["parser error: …", "exception: … after …"]


def test_what_comes_over_the_wire_is_never_traced() -> None:
    logger = logging.Logger("pulsemeter.test", level=1)
    assert not _PeerFaults(logger, {}).isEnabledFor(logging.DEBUG - 1)
    assert _PeerFaults(logger, {}).isEnabledFor(logging.DEBUG)


def test_two_servers_in_one_process_share_nothing() -> None:
    class Nobody:
        pass

    first = build_socket_protocol(Nobody())  # type: ignore[arg-type]
    second = build_socket_protocol(Nobody())  # type: ignore[arg-type]
    assert first is not second
    assert first.door is not second.door
