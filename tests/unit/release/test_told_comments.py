"""What a release of comments is called."""

from pulsemeter.release.told_comments import COMMENTS, CommentRelease, ToldComment


def test_there_is_one_a_session_and_it_names_no_seat() -> None:
    release = CommentRelease([ToldComment("Good", "closing")])
    assert release.name == COMMENTS
    assert {"seat", "cell", "id"}.isdisjoint(ToldComment.__slots__)
