"""Activity tells no direction: there is no field that could."""

from dataclasses import fields

from pulsemeter.release.activity import Activity


def test_activity_has_no_field_for_likes_or_dislikes():
    assert [field.name for field in fields(Activity)] == [
        "state",
        "session_ms",
        "active",
        "joined",
        "target",
        "answered_share",
        "data_lag_ms",
        "frozen_upto",
        "quota_gaps",
    ]
