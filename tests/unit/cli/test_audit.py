import sqlite3


def head_of(output):
    return output.split("Head: ")[1].strip()


def test_the_log_tells_what_was_done_at_the_command_line(command):
    code = command.session()
    command.fine("session", "start", code)
    command.fine("session", "close", code)
    lines = [line.split("\t") for line in command.fine("audit", "list").output.splitlines()]
    assert [(actor, act, subject) for _, _, actor, act, subject, _ in lines] == [
        ("command line", "session open", code),
        ("command line", "plan sealed", code),
        ("command line", "session running", code),
        ("command line", "session closed", code),
    ]
    assert "early" in lines[-1][-1]
    digest = lines[1][-1].removeprefix("SHA-256 ")
    assert f"SHA-256: {digest}\n" in command.fine("session", "plan", code).output
    assert "whole: 4 entries" in command.fine("audit", "verify").output


def test_an_empty_log_says_so(command):
    command.fine("study", "create", command.study)
    assert command.fine("audit", "list").output == "Nothing was noted yet.\n"
    assert "whole: 0 entries" in command.fine("audit", "verify").output


def test_a_changed_log_is_refused_and_says_where(command):
    code = command.session()
    command.fine("session", "start", code)
    change(command, "DROP TRIGGER entries_stay; UPDATE entries SET actor = 'x' WHERE number = 1;")
    message = command.refused("audit", "verify")
    assert "broken at entry 1" in message
    assert "not what was written" in message


def test_a_cut_end_shows_against_a_head_that_was_kept(command):
    code = command.session()
    early = head_of(command.fine("audit", "verify").output)
    command.fine("session", "start", code)
    late = head_of(command.fine("audit", "verify", "--head", early).output)
    change(command, "DROP TRIGGER entries_remain; DELETE FROM entries WHERE number = 3;")
    assert "whole" in command.fine("audit", "verify", "--head", early[:8].upper()).output
    assert "cut off" in command.refused("audit", "verify", "--head", late)


def test_a_head_that_is_none_is_refused(command):
    command.session()
    for wrong in ("abc", "not hexadecimal", "a" * 65):
        assert "is no head" in command.refused("audit", "verify", "--head", wrong)


def change(command, script):
    connection = sqlite3.connect(command.data / "audit.sqlite")
    connection.executescript(script)
    connection.close()
