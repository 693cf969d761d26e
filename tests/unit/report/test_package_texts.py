"""The description and the codebook name every table, column and value, and what is simulated."""

import json

from tests.unit.packing.written_table import COLUMNS, small_package, small_table

from pulsemeter.report.data_table import Reference
from pulsemeter.report.package_texts import SIMULATED, codebook, datapackage_json

FILES = {"answers": [("answers.csv", 12), ("answers.sav", 30)]}


def test_the_description_names_types_values_keys_and_ties():
    table = small_table(
        key=("state",), references=(Reference(("voted",), "votes", ("vote",)),)
    )  # fmt: skip
    told = json.loads(datapackage_json(small_package(table), FILES))
    assert (told["profile"], told["name"]) == ("tabular-data-package", "talk-code-released")
    assert told["simulated"] is False
    (resource,) = told["resources"]
    assert (resource["path"], resource["bytes"], resource["alsoAs"]) == (
        "answers.csv", 12, ["answers.sav"],
    )  # fmt: skip
    schema = resource["schema"]
    assert [field["type"] for field in schema["fields"]] == [
        "string", "string", "integer", "number", "boolean", "string",
    ]  # fmt: skip
    assert schema["fields"][1]["constraints"] == {"enum": ["pressed", "skipped", "away"]}
    assert schema["fields"][1]["labels"]["skipped"] == "छोड़ा"
    assert schema["primaryKey"] == ["state"]
    assert schema["foreignKeys"] == [
        {"fields": ["voted"], "reference": {"resource": "votes", "fields": ["vote"]}}
    ]


def test_the_codebook_tells_names_codes_and_reasons():
    text = codebook(small_package(notes=("a note",)), FILES)
    assert all(f"  {column.name} (" in text for column in COLUMNS)
    assert "by (number, in SPSS and Stata by_v)" in text
    assert "1 = pressed: لمس" in text
    assert "900 in SPSS, .a in Stata = none: छोड़ा" in text
    assert "100 = أعجبني" in text
    assert "- a note" in text
    assert "Files: answers.csv, answers.sav" in text
    assert SIMULATED not in text


def test_what_is_simulated_says_so_first():
    package = small_package(simulated=True)
    assert codebook(package, FILES).startswith(SIMULATED)
    told = json.loads(datapackage_json(package, FILES))
    assert told["simulated"] is True
    assert told["description"].startswith(SIMULATED)
