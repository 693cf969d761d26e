"""A draft entry for the record of processing activities (Art. 30(1) GDPR) of a study.

This module must not know a page or a store.
"""

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
from pulsemeter.report.outline import Block, Bullets, Definitions, Paragraph, Section


def record_sections(configuration: Configuration) -> tuple[Section, ...]:
    """One section for each letter of Art. 30(1)."""
    study = configuration.study
    return (
        Section(
            "a",
            "(a) Controller",
            (
                Definitions(
                    (
                        ("Run by, as the consent says", study.consent.runner),
                        ("Paid by, as the consent says", study.consent.payer),
                        ("Controller", blank("name and contact, and of joint controllers")),
                        ("Representative", blank("where the controller is outside the EU")),
                        ("Data protection officer", blank("name and contact")),
                    )
                ),
            ),
        ),
        Section("b", "(b) Purposes", _purposes(configuration)),
        Section(
            "c",
            "(c) Persons concerned and categories of data",
            (
                Paragraph("Participants of the study's sessions."),
                Bullets(tuple(collected(configuration))),
                Paragraph("How they come to take part:"),
                Bullets(tuple(joining(study))),
                Paragraph("Staff of the study: names, ways of signing in, a log of what they do."),
            ),
        ),
        Section(
            "d",
            "(d) Recipients",
            (
                Bullets((*recipients(configuration), *sources(study))),
                Paragraph(blank("the host of the server, as processor (Art. 28), and others")),
            ),
        ),
        Section(
            "e",
            "(e) Transfers to third countries",
            (
                Paragraph(
                    blank(
                        "where server, recipients and origins of videos are; if outside the EU "
                        "and EEA, the safeguards (Art. 46)"
                    )
                ),
            ),
        ),
        Section("f", "(f) Time limits for erasure", (Bullets(tuple(retention(study))),)),
        Section(
            "g",
            "(g) Technical and organisational measures (Art. 32(1))",
            (
                Bullets(tuple(measures(configuration))),
                Paragraph(blank("disk encryption, backups, who has access to the machine")),
            ),
        ),
    )


def _purposes(configuration: Configuration) -> tuple[Block, ...]:
    study = configuration.study
    return (
        Paragraph(
            f"Research: how groups of a consenting panel react to what they watch, in the study "
            f"“{study.title}” ({study.name})."
        ),
        Paragraph(
            "Basis: consent (Art. 6(1)(a)); for political opinions, a special category "
            "(Art. 9(1)), explicit consent (Art. 9(2)(a)). "
            f"Consent text version {study.consent.version}."
        ),
        *([Paragraph(f"The study's question: {study.question}")] if study.question else []),
        Paragraph(blank("what the results are for")),
    )
