"""The documents of duty of a study: impact assessment, record of processing, AAPOR disclosure.

Drafts, made of the configuration as it is; nothing here is legal advice. This module must not know
a page or a store.
"""

from collections.abc import Mapping

from pulsemeter.release.words import ENGLISH
from pulsemeter.report.configuration import Configuration, HeldSession, blank
from pulsemeter.report.context import Context
from pulsemeter.report.disclosure import access, disclosed, exact_wording, study_facts
from pulsemeter.report.impact_assessment import assessment_sections
from pulsemeter.report.method_note import limits, measured_notes, measured_pairs
from pulsemeter.report.outline import (
    Block,
    Bullets,
    Cell,
    Column,
    Definitions,
    Paragraph,
    Report,
    Section,
    Table,
)
from pulsemeter.report.processing_record import record_sections
from pulsemeter.report.wording import whole_text

TITLES: Mapping[str, str] = {
    "dpia": "Data protection impact assessment",
    "processing_record": "Record of processing activities",
    "aapor": "Disclosure after AAPOR’s Transparency Initiative",
}
"""The documents by the names of their files."""
DRAFT = (
    "DRAFT made by a program, to be checked and completed by whoever is responsible for the study. "
    "No legal advice."
)


def duty_documents(configuration: Configuration) -> dict[str, Report]:
    """The three documents by the names of their files."""
    return {
        "dpia": _document("dpia", configuration, assessment_sections(configuration)),
        "processing_record": _document(
            "processing_record", configuration, record_sections(configuration)
        ),
        "aapor": _document("aapor", configuration, disclosure_sections(configuration)),
    }


def _document(name: str, configuration: Configuration, sections: tuple[Section, ...]) -> Report:
    study = configuration.study
    marks = [DRAFT]
    if study.simulated:
        marks.append("SIMULATED: the study is marked as one that people don't take part in.")
    return Report(
        title=f"{TITLES[name]}: {study.title}",
        language="en",
        right_to_left=False,
        labels={"contents": "Contents"},
        marks=tuple(marks),
        headline=(
            f"Made on {configuration.made} by Pulsemeter {configuration.version} from the study "
            f"{study.name} as it was configured then. When that changes, make it anew."
        ),
        lead=(),
        sections=sections,
    )


def disclosure_sections(configuration: Configuration) -> tuple[Section, ...]:
    """The block of AAPOR: what the study tells, what is missing, and each session's figures."""
    given, missing = disclosed(study_facts(configuration), ENGLISH)
    study = configuration.study
    held = [_session(each) for each in configuration.sessions] or [
        Section("sessions", "Sessions", (Paragraph("No session yet: no dates, no sizes."),))
    ]
    return (
        Section(
            "items",
            "What is known",
            (Definitions((*given, ("How persons could join", access(study)))),),
        ),
        Section(
            "missing",
            "What is missing",
            (
                Paragraph(
                    "Not known here; to be disclosed they have to be added. Mode and dates come "
                    "with the first session."
                ),
                Bullets(tuple(f"{name}: {blank(name.lower())}" for name in missing)),
                Paragraph(
                    "It doesn't know where persons were found (frame, panel, source): how far the "
                    "results hold for others can't be told without it.",
                    "warning",
                ),
            ),
        ),
        Section("wording", "Exact wording", _wording(configuration)),
        *held,
    )


def _wording(configuration: Configuration) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Paragraph(
            "Every text of the study that participants can see; a text that a language doesn't "
            "give is shown in the study's own."
        )
    ]
    for code, said in exact_wording(configuration.study):
        blocks += [Paragraph(f"In {code}:"), Definitions(tuple(said))]
    return tuple(blocks)


def _session(held: HeldSession) -> Section:
    session, analysis = held.session, held.released
    key, title = f"session-{session.code}", f"Session {session.code} ({session.state.value})"
    marks: list[Block] = []
    if session.simulated:
        marks.append(Paragraph("SIMULATED: a program pressed, not people.", "warning"))
    if session.origin is not None:
        marks.append(Paragraph(". ".join(session.origin.sentences) + "."))
    if analysis is None:
        nothing = Paragraph("It has released nothing: sizes, precision and weighting are not told.")
        return Section(key, title, (*marks, nothing))
    context = Context(analysis, ENGLISH)
    sizes = tuple(
        (
            Cell(context.labels[row["segment"]]),
            Cell(whole_text(ENGLISH, row["persons"])),
        )
        for row in analysis.segments.iter_rows(named=True)
    )
    columns = (Column("Segment"), Column("Persons", figures=True))
    return Section(
        key,
        title,
        (
            *marks,
            Definitions(tuple(measured_pairs(context))),
            Table("Sizes of segments, as released", columns, sizes),
            *measured_notes(context),
            limits(context),
        ),
    )
