"""Briefs put together for a server."""

import pytest

from pulsemeter.delivery.brief_service import SECRET, briefs_for
from pulsemeter.delivery.courier_file import CouriersRefused
from pulsemeter.domain.brief import BriefChannel


def build(world, data, couriers=None):
    return briefs_for(
        data, couriers, "http://pulse.test", world.keeper, world.stores, world.clock, world.chance
    )


def test_the_couriers_are_those_of_the_file_and_the_secret_stays(world, tmp_path):
    _, desk, _ = build(world, tmp_path)
    assert desk.delivery.channels == {BriefChannel.WEBHOOK}
    held = (tmp_path / SECRET).read_bytes()
    path = tmp_path / "couriers.toml"
    path.write_text('[mail]\nhost = "smtp.example"\nsender = "desk@pulse.example"\n', "utf-8")
    _, desk, _ = build(world, tmp_path, path)
    assert desk.delivery.channels == {BriefChannel.WEBHOOK, BriefChannel.MAIL}
    assert (tmp_path / SECRET).read_bytes() == held


def test_a_file_that_can_not_be_used_is_refused_at_once(world, tmp_path):
    with pytest.raises(CouriersRefused, match="can't be read"):
        build(world, tmp_path, tmp_path / "nowhere.toml")
