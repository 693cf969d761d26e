"""Seconds to write a study's report, per format, of a long session with many segments; prints JSON.

python benchmarks/report.py

Two hours in intervals of 5 s, 200 statements in 20 passages, twelve segments beside the whole
panel, 1,000 and 10,000 participants. Their figures go through the gate first, which isn't measured
here; then one outline is composed and written as a page, a PDF and slides. Aim: less than 10 s a
format.
"""

import json
from collections.abc import Callable
from functools import partial
from time import perf_counter, process_time
from typing import Any, TypeVar

import numpy as np
from measuring import machine, peak_rss_mb

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.measured import measure
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.protection import STANDARD
from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study
from pulsemeter.media.write_report import MEDIA_TYPES, report_file, report_outline
from pulsemeter.release.gated_analysis import gate_analysis
from pulsemeter.report.study_findings import StudyFindings

_Result = TypeVar("_Result")
INTERVALS, CADENCE_MS, STATEMENTS, PASSAGES = 1_440, 5_000, 200, 20
ATTRIBUTES = {"age": 4, "region": 4, "sex": 2, "vote": 2}
DURATION_MS = INTERVALS * CADENCE_MS
WORDS = "What we decide this year stays with those who come after us, whether they vote or not. "


def figures(persons: int) -> Analysis:
    """Simulated figures of so many persons, as the gate lets them out."""
    rng = np.random.default_rng(7)
    panel: dict[str, Any] = {"participant": [f"p{i}" for i in range(persons)]}
    for name, size in ATTRIBUTES.items():
        panel[name] = [f"{name} {k}" for k in rng.integers(0, size, persons)]
    course = np.sin(np.arange(INTERVALS) / 40)
    pressed = rng.random((persons, INTERVALS)) < 0.15
    who, when = np.nonzero(pressed)
    liked = rng.normal(0, 1, len(who)) + course[when] > 0
    start = np.arange(STATEMENTS) * (DURATION_MS // STATEMENTS)
    measured = measure(
        {
            "participant": np.array(panel["participant"])[who],
            "stimulus_ms": when * CADENCE_MS + 2_500,
            "choice": np.where(liked, 100, -100),
        },
        panel,
        {
            "start_ms": start,
            "end_ms": start + 30_000,
            "words": [f"{WORDS * 3}({n})" for n in range(STATEMENTS)],
            "passage": [f"Passage {n * PASSAGES // STATEMENTS + 1}" for n in range(STATEMENTS)],
        },
        AnalysisSettings(duration_ms=DURATION_MS, interval_ms=CADENCE_MS),
    )
    return gate_analysis(measured, STANDARD)


def study() -> Study:
    """The study that they are of."""
    attributes = tuple(
        Attribute(name, name, "", tuple(Category(f"{name} {k}", f"{name} {k}") for k in range(n)))
        for name, n in ATTRIBUTES.items()
    )
    return Study(
        name="long",
        title="A long debate (simulated)",
        question="",
        stimuli=(Stimulus("long", "A long debate", DURATION_MS),),
        attributes=attributes,
        consent=Consent("nobody", "nobody", "", ""),
        simulated=True,
    )


def measured(persons: int) -> dict[str, Any]:
    """Seconds and bytes of each part of one report."""
    findings = StudyFindings(
        analysis=figures(persons),
        study=study(),
        session=Session("BENCH", "long", SessionKind.LIVE, simulated=True),
        stimulus="A long debate",
        made="2026-11-26",
    )
    outline, told = _timed("compose", lambda: report_outline(findings))
    for form in MEDIA_TYPES:
        content, spent = _timed(form, partial(report_file, outline, form))
        told |= {**spent, f"{form}_kB": round(len(content) / 1_000)}
    return told


def _timed(name: str, work: Callable[[], _Result]) -> tuple[_Result, dict[str, Any]]:
    """What the work gives, with the seconds it took and those of the processor."""
    begun, spent = perf_counter(), process_time()
    result = work()
    seconds = {"s": perf_counter() - begun, "cpu_s": process_time() - spent}
    return result, {f"{name}_{unit}": round(value, 2) for unit, value in seconds.items()}


def main() -> None:
    """Both sizes."""
    told = {f"{persons}_persons": measured(persons) for persons in (1_000, 10_000)}
    print(json.dumps({"machine": machine(), **told, "peak_rss_mb": peak_rss_mb()}, indent=1))


if __name__ == "__main__":
    main()
