"""What each role of a server looks at for the others, and what it leaves to them."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from pulsemeter.bootstrap import Role
from pulsemeter.bootstrap.sharing import keeper_for, share, stages_for, tell_missing_files
from pulsemeter.channel.local import LocalChannel
from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.domain.study import Stimulus
from pulsemeter.service.audit_trail import AuditTrail


class Air:
    """A channel to other servers from which nothing is heard."""

    local = LocalChannel()

    def heard_elsewhere(self):
        return []

    def stages_elsewhere(self):
        return (), 0

    def told_activity(self, session):
        return None


def shared(world, role, channel):
    keeper = keeper_for(role)(
        world.stores, world.conduct, world.enrolment, world.ingest, world.channel, world.clock
    )
    trail = AuditTrail(world.stores.audit, world.clock)
    stages = stages_for(role)(keeper, world.conduct, trail, world.clock, world.chance)
    beats = share(
        role, channel, world.stores, world.enrolment, world.ingest, keeper, stages, world.clock
    )
    return len(beats), world.ingest.keeps_clock, keeper.words.is_elsewhere


@pytest.mark.parametrize(
    ("role", "beats", "leads"),
    [(Role.TALLY, 2, True), (Role.INGEST, 1, False), (Role.WEB, 1, False)],
)
def test_one_of_several_keeps_the_clock_and_takes_the_words_down(world, role, beats, leads):
    assert shared(world, role, Air()) == (beats, leads, not leads)
    assert world.enrolment.is_shared


def test_a_server_alone_leaves_nothing_to_others(world):
    assert shared(world, Role.ALL, LocalChannel()) == (0, True, False)
    assert not world.enrolment.is_shared


@pytest.mark.parametrize(
    ("state", "told"),
    [(SessionState.PLANNED, 0), (SessionState.OPEN, 2), (SessionState.CLOSED, 0)],
)
def test_files_of_another_machine_are_missed_aloud_when_a_session_opens(
    tmp_path, make_study, caplog, state, told
):
    stimulus = Stimulus("talk", "A talk", 30_000, file="talk.mp4", captions="talk.vtt")
    study, listeners = replace(make_study(), stimuli=(stimulus,)), []
    conduct = SimpleNamespace(
        on_change=listeners.append, place=lambda code: SimpleNamespace(study=study)
    )
    tell_missing_files(conduct, tmp_path)
    for listener in listeners:
        listener(Session("KENNEDY", study.name, SessionKind.LIVE, state))
    assert caplog.text.count("isn't on this machine") == told
    assert (f"{tmp_path / study.name / 'talk.mp4'}" in caplog.text) is bool(told)
