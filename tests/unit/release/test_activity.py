"""Activity tells no direction: there is no field that could."""

from dataclasses import fields

from pulsemeter.release.activity import Activity, Calibration, CueActivity


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
        "cue",
        "calibration",
    ]
    assert [field.name for field in fields(CueActivity)] == ["number", "words", "marked_ms", "taps"]
    assert [field.name for field in fields(Calibration)] == [
        "calibrated",
        "coarse",
        "uncalibrated",
        "delay_p50_ms",
        "delay_p95_ms",
        "grace_ms",
        "last_cue_ms",
    ]
