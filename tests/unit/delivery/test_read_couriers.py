"""The file that says how messages leave."""

from pathlib import Path

import pytest
from tests.conftest import ManualClock

from pulsemeter.delivery.courier_file import CouriersRefused
from pulsemeter.delivery.read_couriers import couriers_of
from pulsemeter.delivery.smtp import SmtpCourier
from pulsemeter.delivery.webhook import WebhookCourier
from pulsemeter.domain.brief import BriefChannel

MAIL = '[mail]\nhost = "smtp.example"\nsender = "desk@pulse.example"\n'


def read(tmp_path: Path, text: str) -> dict[BriefChannel, object]:
    path = tmp_path / "couriers.toml"
    path.write_text(text, "utf-8")
    return dict(couriers_of(path, b"master", ManualClock()))


def test_without_a_file_there_are_webhooks_to_public_addresses_and_no_mail() -> None:
    found = couriers_of(None, b"master", ManualClock())
    assert list(found) == [BriefChannel.WEBHOOK]
    courier = found[BriefChannel.WEBHOOK]
    assert isinstance(courier, WebhookCourier)
    assert not courier._way_out.allow_private


def test_mail_needs_a_host_and_a_sender_and_has_the_usual_port(tmp_path: Path) -> None:
    found = read(tmp_path, MAIL)
    courier = found[BriefChannel.MAIL]
    assert isinstance(courier, SmtpCourier)
    assert (courier._server.port_used, courier._server.password) == (587, "")
    assert not courier._way_out.allow_private


def test_a_password_stands_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("right \n", "utf-8")
    text = MAIL + (
        'security = "tls"\nuser = "desk"\npassword_file = "secret"\nport = 4650\n'
        'allow_private = true\ncertificates = "own.pem"\n[webhook]\nallow_private = true\n'
    )
    found = read(tmp_path, text)
    courier, hooks = found[BriefChannel.MAIL], found[BriefChannel.WEBHOOK]
    assert isinstance(courier, SmtpCourier)
    assert isinstance(hooks, WebhookCourier)
    held = courier._server
    assert (held.user, held.password, held.port_used) == ("desk", "right", 4650)
    assert held.certificates == "own.pem"
    assert courier._way_out.allow_private
    assert hooks._way_out.allow_private


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[mail", "no TOML"),
        ('[chat]\nhost = "x"\n', r"no section \[chat\]; use \[mail\], \[webhook\], \[telegram\]"),
        ('mail = "x"\n', "written \\[mail\\]"),
        ("[mail]\n", "needs host"),
        ('[mail]\nhost = "x"\n', "needs sender"),
        ('[mail]\nhost = "x"\nsender = "desk"\n', "sender: 'desk' is no mail address"),
        (MAIL + "port = true\n", "port must be a int"),
        (MAIL + 'password = "right"\n', "no key 'password'"),
        (MAIL + 'security = "ssl"\n', "one of tls, starttls, none"),
        (MAIL + 'user = "desk"\n', "belong together"),
        (MAIL + 'password_file = "secret"\n', "belong together"),
        (MAIL + 'user = "desk"\npassword_file = "gone"\n', "gone"),
        (MAIL + 'security = "none"\nuser = "d"\npassword_file = "s"\n', "unprotected"),
        ("[webhook]\nallow_private = 1\n", "must be a bool"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CouriersRefused, match=said) as refused:
        read(tmp_path, text)
    assert "couriers.toml" in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CouriersRefused, match=r"nowhere\.toml can't be read"):
        couriers_of(tmp_path / "nowhere.toml", b"", ManualClock())
