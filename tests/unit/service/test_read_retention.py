"""Shorter is free, longer has a reason."""

import pytest

from pulsemeter.domain.retention import Retention
from pulsemeter.service.read_retention import read_retention
from pulsemeter.service.study_reading import Reading


def read(table):
    reading = Reading({})
    found = read_retention(reading, {} if table is None else {"retention": table})
    return found, [str(c) for c in reading.complaints], [str(n) for n in reading.notes]


def test_the_usual_and_shorter_need_no_reason():
    assert read(None) == (Retention(14, 90), [], [])
    assert read({"persons_days": 30, "contacts_days": 0}) == (Retention(0, 30), [], [])


def test_longer_needs_a_reason_and_says_so():
    found, complaints, notes = read({"persons_days": 365, "reason": " the grant asks for it "})
    assert (found, complaints) == (Retention(14, 365, "the grant asks for it"), [])
    assert notes == ["retention.persons_days: 365 days instead of 90: the grant asks for it"]
    for reason in ({}, {"reason": "  "}):
        _, complaints, _ = read({"contacts_days": 15, **reason})
        assert complaints == [
            "retention.contacts_days: 15 days are longer than the usual 14; write down why as "
            'reason = "…" under [retention], or keep it shorter'
        ]


@pytest.mark.parametrize(
    "table",
    [
        [],
        {"persons_days": 0},
        {"contacts_days": -1},
        {"persons_days": "90"},
        {"weeks": 2},
        {"persons_days": 99_999},
    ],
    ids=str,
)
def test_nonsense_is_complained_about(table):
    assert read(table)[1]
