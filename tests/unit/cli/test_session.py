def test_a_session_goes_through_its_steps(command):
    code = command.session()
    for step, state in (
        ("start", "running"), ("pause", "paused"), ("resume", "running"), ("close", "closed"),
    ):  # fmt: skip
        assert command.fine("session", step, code).output == f"Session {code} is {state}.\n"
    assert f"Session {code}: live, closed" in command.fine("study", "show", "talk").output
    assert "is closed; it can't become running" in command.refused("session", "start", code)


def test_opening_says_how_people_join(command):
    command.fine("study", "create", command.study)
    said = command.fine("session", "open", "talk").output
    assert "People join at /j/" in said
    assert "session start" in said
    own_clock = command.fine("session", "open", "talk", "--on-demand").output
    assert "(on_demand)" in own_clock
    assert "session start" not in own_clock


def test_names_nobody_has(command):
    assert "none yet" in command.refused("session", "open", "moon")
    command.fine("study", "create", command.study)
    assert "there are: talk" in command.refused("session", "open", "moon")
    assert "NOSUCH" in command.refused("session", "start", "NOSUCH")
