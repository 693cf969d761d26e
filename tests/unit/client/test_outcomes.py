import pytest

from pulsemeter.client import ApiRefused, Client
from pulsemeter.wire.decisions import AskedDecision, DecisionStep


@pytest.fixture(scope="module")
def owner(served):
    with Client(served.url, served.token()) as client:
        yield client


def test_a_decision_is_proposed_taken_and_done(owner, served):
    asked = AskedDecision("s1", 1, "all", "feature", "It carried.")
    made = owner.propose_decision(served.code, asked)
    assert (made.state, made.statement) == ("proposed", "s1")
    assert owner.take_decision(served.code, made.id, DecisionStep("Yes.")).state == "taken"
    step = DecisionStep("", "https://news.example/clip", 1_700_000_000_000)
    assert owner.finish_decision(served.code, made.id, step).state == "done"
    (held,) = owner.list_decisions(served.code).decisions
    assert [entry.state for entry in held.entries] == ["proposed", "taken", "done"]
    package = owner.ask_package(served.code, made.id)
    for _ in range(1_000):
        if package.state == "ready":
            break
        served.ask(served.server.clock.pause(500))
        package = owner.read_package(served.code, made.id)
    assert owner.read_package_file(served.code, made.id)[:2] == b"PK"


def test_what_goes_out_is_told(owner, served):
    assert owner.list_session_briefs(served.code).briefs == []
    assert not owner.read_stage(served.code).is_on
    assert owner.read_recording(served.code).study == "talk"
    with pytest.raises(ApiRefused) as nobody:
        owner.preview_brief(served.code, "nobody")
    assert nobody.value.status == 404
