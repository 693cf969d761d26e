"""How seats are filled, as a study file says it, and what can't be used."""

import msgspec
import pytest

from pulsemeter.domain.recruitment import CategoriesFrom, CellQuota, Recruitment, Vendor
from pulsemeter.domain.study import Study
from pulsemeter.service.read_study import read_study
from pulsemeter.service.study_reading import StudyFileError

STUDY = """
[study]
name = "talk"
title = "A talk"
join = "{join}"
[[stimulus]]
id = "talk"
title = "A talk"
duration_ms = 60000
[[attribute]]
id = "age"
label = "Age"
category = [{{id = "young", label = "Young", quota = 40}}, {{id = "old", label = "Old"}}]
[[attribute]]
id = "region"
label = "Region"
category = [{{id = "north", label = "North"}}, {{id = "south", label = "South"}},
  {{id = "abroad", label = "Abroad", screens_out = true}}]
[consent]
runner = "we"
payer = "we"
kept = "presses"
withdraw = "any time"
"""


def read(more: str, join: str = "tokens") -> Study:
    return read_study(STUDY.format(join=join) + more).study


def complaints(more: str, join: str = "tokens") -> str:
    with pytest.raises(StudyFileError) as refused:
        read(more, join)
    return str(refused.value)


def test_without_the_section_everything_is_plain() -> None:
    assert read("").recruitment == Recruitment()


def test_every_key_arrives_and_survives_the_store() -> None:
    study = read(
        """
[recruitment]
over = 0.1
reserve = 5
no_show_minutes = 3
joins_a_second = 20
categories_from = "tokens"
vendor = "Panel House"
vendor_parameter = "rid"
complete = "https://panel.example/c?id={id}&v={voucher}"
screened_out = "https://panel.example/s/{id}"
quota_full = "https://panel.example/q/{id}"
[[quota]]
age = "young"
region = "north"
max = 12
"""
    )
    assert study.recruitment == Recruitment(
        over=0.1,
        reserve=5,
        no_show_ms=180_000,
        joins_a_second=20,
        categories_from=CategoriesFrom.TOKENS,
        quotas=(CellQuota((("age", "young"), ("region", "north")), 12),),
        vendor=Vendor(
            "Panel House", "rid", "https://panel.example/c?id={id}&v={voucher}",
            "https://panel.example/s/{id}", "https://panel.example/q/{id}",
        ),
    )  # fmt: skip
    assert study.attribute("region").category("abroad").screens_out
    assert msgspec.json.decode(msgspec.json.encode(study), type=Study) == study


def test_a_reserve_with_a_point_is_a_share() -> None:
    assert read("[recruitment]\nreserve = 0.2").recruitment.reserve_share == 0.2
    assert read("[recruitment]\nreserve = 2").recruitment.reserve == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("recruitment = 3", "must be a section"),
        ("[recruitment]\nspeed = 3", "is not a key here"),
        ("[recruitment]\nover = -0.1", "share from 0 to 2"),
        ("[recruitment]\nover = true", "share from 0 to 2"),
        ("[recruitment]\nreserve = 'x'", "persons a cell"),
        ("[recruitment]\nreserve = 2.5", "share from 0 to 2"),
        ("[recruitment]\ncategories_from = 'guess'", "neither questions nor tokens"),
        ("[recruitment]\nvendor = 'X'", "needs an address to go back to"),
        ("[recruitment]\ncomplete = 'https://a.example/{id}'", "stands on the button"),
        ("[recruitment]\nvendor_parameter = 'a b'", "letters, digits"),
        ("quota = 3", "must be written as [[quota]]"),
        ("[[quota]]\nage = 'young'\nmax = 3", "must name two attributes"),
        ("[[quota]]\nage = 'young'\nregion = 'east'\nmax = 3", "is none of north, south, abroad"),
        ("[[quota]]\nage = 'young'\nplace = 'east'\nmax = 3", "is no attribute"),
        ("[[quota]]\nage = 'young'\nregion = 'north'", "give at least 1 person"),
        (
            "[[quota]]\nage = 'young'\nregion = 'north'\nmax = 3\n"
            "[[quota]]\nregion = 'north'\nage = 'young'\nmax = 4",
            "has a quota already",
        ),
    ],
)
def test_what_cannot_be_used_is_named(more: str, said: str) -> None:
    text = STUDY.format(join="tokens")
    whole = f"{more}\n{text}" if "\n" not in more and "[" not in more else text + more
    with pytest.raises(StudyFileError) as refused:
        read_study(whole)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "template",
    ["javascript:alert('{id}')", "http://panel.example/{id}", "https://{id}/x", "//panel.example"],
)
def test_addresses_that_lead_astray_are_refused_by_line(template: str) -> None:
    said = complaints(f'[recruitment]\nvendor = "X"\ncomplete = "{template}"')
    assert "recruitment.complete" in said


def test_categories_from_tokens_need_tokens() -> None:
    assert 'needs join = "tokens"' in complaints(
        '[recruitment]\ncategories_from = "tokens"', "open"
    )
