"""Each sentence that rests on the configuration changes with it."""

from dataclasses import replace

import pytest

from pulsemeter.domain.brief import CHATS, BriefChannel, Recipient
from pulsemeter.domain.protection import PROFILES
from pulsemeter.domain.questionnaire import Question, QuestionKind, Questionnaire, Why
from pulsemeter.domain.recruitment import CategoriesFrom, Recruitment, Vendor
from pulsemeter.domain.retention import Retention
from pulsemeter.domain.staff import Role
from pulsemeter.domain.study import Attribute, Category, JoinMode, Stimulus
from pulsemeter.report.configuration import (
    Configuration,
    blank,
    collected,
    joining,
    measures,
    recipients,
    retention,
    sources,
)


@pytest.fixture
def configured(make_study):
    def make(profile="standard", *, around=None, **changes):
        study = make_study(profile, **changes)
        return Configuration(study=study, made="2026-01-02", version="1", **(around or {}))

    return make


def test_what_is_collected_follows_attributes_questions_and_comments(configured):
    plain = " ".join(collected(configured()))
    assert "political opinions" in plain
    assert "Art. 9(1)" in plain
    assert "Region: North, South." in plain
    assert "A comment in own words" in plain
    silent = configured(profile="sealed")
    assert "A comment in own words" not in " ".join(collected(silent))
    asked = Questionnaire((Question("q", QuestionKind.TEXT, "Why so?"),), Why("What was it?"))
    age = Attribute("age", "Age", "How old?", (Category("young", "Young"), Category("old", "Old")))
    more = " ".join(collected(configured(attributes=(age,), questionnaire=asked)))
    assert "Age: Young, Old." in more
    assert "Region" not in more
    assert "Answer to “Why so?” (free text)." in more
    assert "Words on moments: “What was it?”" in more


def test_names_follow_the_profile_and_the_register(configured):
    def told(profile="standard", contacts=None):
        return collected(configured(profile, around={"contacts": contacts}))[-1]

    assert "wasn't asked" in told()
    assert "holds none" in told(contacts=0)
    assert "of 12 contacts" in told(contacts=12)
    assert "the profile lets none" in told("sealed", 12)


def test_joining_follows_mode_quotas_and_vendor(make_study):
    assert "Whoever has" in joining(make_study())[0]
    assert "personal link" in joining(make_study(join=JoinMode.TOKENS))[0]
    full = Recruitment(
        over=0.1,
        categories_from=CategoriesFrom.TOKENS,
        vendor=Vendor("Acme Panels"),
    )
    told = " ".join(joining(make_study(quota=40, recruitment=full)))
    assert "Region North at most 40, plus 10% let in above." in told
    assert "come with the personal link" in told
    assert "Acme Panels sends people" in told
    assert "Quotas" not in " ".join(joining(make_study()))
    out = Attribute("r", "Vote", "?", (Category("a", "Yes"), Category("b", "No", 0, True)))
    assert "Screened out: Vote No." in joining(make_study(attributes=(out,)))


def test_sources_name_a_foreign_origin(make_study):
    stimuli = (
        Stimulus("a", "A", 1, address="https://media.example/x/y.m3u8"),
        Stimulus("b", "B", 1, file="b.mp4"),
        Stimulus("c", "C", 1),
    )
    first, second, third = sources(make_study(stimuli=stimuli))
    assert "https://media.example, which sees" in first
    assert "from this server" in second
    assert "not from this server" in third


def test_recipients_follow_roles_briefs_and_profile(configured):
    nobody = " ".join(recipients(configured()))
    assert "nobody yet" in nobody
    assert "Nobody gets briefs." in nobody
    assert "exported by owners" in nobody
    desk = Recipient("1", "talk", "Desk North", BriefChannel.MAIL, "n@x.example", "en", ("region",))
    around = {"roles": {Role.OWNER: 2, Role.EDITOR: 1}, "recipients": (desk,)}
    vendor = Recruitment(vendor=Vendor("Acme Panels"))
    told = " ".join(recipients(configured("sealed", around=around, recruitment=vendor)))
    assert "owner: 2, editor: 1" in told
    assert "Desk North gets briefs by e-mail with released figures of region." in told
    assert "n@x.example" not in told
    assert "Nobody gets briefs." not in told
    assert "can't be exported" in told
    assert "Acme Panels learns" in told
    hook = replace(desk, channel=BriefChannel.WEBHOOK, audiences=None)
    assert "by webhook with released figures of every group" in " ".join(
        recipients(configured(around={"recipients": (hook,)}))
    )
    for channel in CHATS:
        chat = replace(desk, channel=channel)
        told = " ".join(recipients(configured(around={"recipients": (chat,)})))
        assert f"the chat service {'Microsoft ' * (channel.value == 'teams')}" in told
        assert "reads them, with released figures of region." in told


def test_retention_follows_the_days_and_tells_the_reason(make_study):
    usual = " ".join(retention(make_study()))
    assert "90 days after a session's close" in usual
    assert "14 days after the study's last session" in usual
    assert "reason" not in usual
    longer = " ".join(retention(make_study(retention=Retention(7, 400, "The grant asks for it"))))
    assert "400 days" in longer
    assert "7 days after the study's last" in longer
    assert "The grant asks for it" in longer


@pytest.mark.parametrize("name", PROFILES)
def test_measures_follow_the_profile(configured, name):
    profile = PROFILES[name]
    told = " ".join(measures(configured(name)))
    assert f"profile {name}: no figure of a group of fewer than {profile.smallest_roster} " in told
    assert ("counts are exact" in told) is (profile.rounding_step == 1)
    assert ("ends coded" in told) is profile.ends_coded
    assert ("frames of one size" in told) is profile.even_traffic
    moments = ("every second", "80 %", "complete")
    assert [each in told for each in moments].count(True) == 1


def test_how_pages_travel_follows_the_address(configured):
    def told(address):
        return measures(configured(around={"address": address}))[-1]

    assert told("https://x.example").startswith("Encrypted")
    assert told("http://x.example").startswith("NOT encrypted")
    assert told("").startswith(blank("whether people reach the server by https;")[:-1])
