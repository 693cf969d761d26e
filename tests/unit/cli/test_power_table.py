from pulsemeter.analysis.verdict_power import verdict_chances
from pulsemeter.analysis.verdict_rule import Verdict, VerdictRule
from pulsemeter.cli.power_table import power_table

COMMAND = "pulsemeter plan --verdict-table --profile standard --out docs/reference/verdict_power.md"


def rows(text):
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| ")
    ]


def test_the_committed_table_is_what_the_command_gives_today(project_root):
    committed = (project_root / "docs" / "reference" / "verdict_power.md").read_text("utf-8")
    assert committed == power_table(VerdictRule(floor=10), COMMAND)


def test_rows_of_the_committed_table_are_the_chances(project_root):
    text = (project_root / "docs" / "reference" / "verdict_power.md").read_text("utf-8")
    held = rows(text)
    row = next(row for row in held if row[:2] == ["resonates", "30/15/55"])
    place = next(row for row in held if "n = 80" in row).index("n = 80")
    chances = verdict_chances(80, 0.30, 0.15, VerdictRule(floor=10))
    assert float(row[place]) == round(chances[Verdict.RESONATES], 2)
    assert row[-1] == "270"
    assert ["leaves cold", "51"] in held
    # Of a chance below one half per cent nothing more is said.
    assert not any(cell in {"0.00", ".00", "1.00", "nan"} for row in held for cell in row)
