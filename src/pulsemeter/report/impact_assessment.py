"""A draft of the data protection impact assessment (Art. 35 GDPR) of a study.

What the configuration tells stands in sentences; what only a person can judge is a marked blank.
This module must not know a page or a store.
"""

from pulsemeter.domain.session import ShownIn
from pulsemeter.domain.study import JoinMode
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
from pulsemeter.report.outline import Bullets, Cell, Column, Definitions, Paragraph, Section, Table

Risk = tuple[str, str, str]
"""A risk to persons, what the program does against it, what is left."""


def assessment_sections(configuration: Configuration) -> tuple[Section, ...]:
    """The parts that Art. 35(7) asks for, and what a person has to add."""
    return (
        _description(configuration),
        _necessity(configuration),
        _consent(configuration),
        _risks(configuration),
        _learning(configuration),
        _open(),
    )


def _description(configuration: Configuration) -> Section:
    study = configuration.study
    return Section(
        "description",
        "What is done (Art. 35(7)(a))",
        (
            Definitions(
                (
                    ("Study", f"{study.title} ({study.name})"),
                    ("The study's question", study.question or blank("what is asked")),
                    ("Purpose", blank("what the answer is for, and for whom")),
                    ("Run by, as the consent says", study.consent.runner),
                    ("Paid by, as the consent says", study.consent.payer),
                    ("Controller", blank("name and contact of the controller(s), Art. 4(7)")),
                    ("Persons concerned", "participants of the study's sessions"),
                )
            ),
            Paragraph("Data:"),
            Bullets(tuple(collected(configuration))),
            Paragraph("How people come to take part, and what they watch:"),
            Bullets((*joining(study), *sources(study))),
            Paragraph("Who gets what:"),
            Bullets(tuple(recipients(configuration))),
            Paragraph("How long:"),
            Bullets(tuple(retention(study))),
        ),
    )


def _necessity(configuration: Configuration) -> Section:
    asked = len(configuration.study.attributes)
    return Section(
        "necessity",
        "Necessity and proportion (Art. 35(7)(b))",
        (
            Paragraph(
                "Basis: consent of each participant (Art. 6(1)(a)), and, because reactions to "
                "political speech reveal political opinions, explicit consent (Art. 9(2)(a)). It "
                "is asked for before any reaction, in the participant's language, and can be "
                "withdrawn at any time with a code; figures released before stay, as the consent "
                "page says."
            ),
            Paragraph(
                f"Attributes asked of each person: {asked}. Each makes the reactions more telling "
                "of one person; the fewer, the better."
            ),
            Paragraph(blank("why each attribute and question is needed for the purpose")),
            Paragraph(blank("why the purpose can't be reached with less, or without persons")),
        ),
    )


def _consent(configuration: Configuration) -> Section:
    study = configuration.study
    blocks: list[Paragraph | Definitions] = [
        Paragraph(f"Version {study.consent.version}; every version and language that is kept:")
    ]
    for text in configuration.consents:
        for language, said in text.languages:
            blocks.append(Paragraph(f"Version {text.version}, {language}:"))
            pairs = tuple((path.removeprefix("consent."), words) for path, words in said)
            blocks.append(Definitions(pairs))
    readers = [(study.language, study.read_by)] + [(s.code, s.read_by) for s in study.languages]
    read = tuple((code, name.strip() or blank("who has read it")) for code, name in readers)
    blocks += [Paragraph("Read, in each language, by:"), Definitions(read)]
    blocks += [
        Paragraph(f"No session can open yet: {code}, {reason}.", "warning")
        for code, reason in configuration.unread
    ]
    return Section("consent", "What participants agree to", tuple(blocks))


def _risks(configuration: Configuration) -> Section:
    rows = tuple(tuple(Cell(text) for text in risk) for risk in risks(configuration))
    columns = (Column("Risk"), Column("What the program does"), Column("What is left"))
    return Section(
        "risks",
        "Risks and measures (Art. 35(7)(c) and (d))",
        (
            Paragraph("Measures in force:"),
            Bullets(tuple(measures(configuration))),
            Table("Risks to participants", columns, rows),
            Paragraph(blank("how likely and how severe each risk is for the people of this study")),
        ),
    )


def risks(configuration: Configuration) -> list[Risk]:
    """Risks of this configuration, with the measure against each and what remains."""
    study, profile = configuration.study, configuration.profile
    n = profile.smallest_roster
    found = [
        (
            "Somebody learns from figures what one person pressed",
            f"Groups of at least {n} persons, a plan of groups fixed at the opening, and the "
            "reckoning of what all figures together would tell",
            f"{n - 1} of {n} persons who put their heads together learn about the last one; a "
            "figure near an end says of each what they probably did",
        ),
        (
            "Whoever hosts the server reads along",
            "Stores share no key, no address is kept, what order would tell is removed",
            "A host who serves altered pages can read along on the phones it serves",
        ),
        (
            "A copy of the disk is taken",
            "Contacts, where any are kept, are sealed; hashes for codes; coarse profiles a day "
            "after the close",
            "While people come, the order of their coming; until persons' data go "
            f"({study.retention.persons_days} days) answers beside a random number. Encrypt the "
            "disk",
        ),
        _network(configuration),
    ]
    if profile.rounding_step == 1:
        found.append(
            (
                "Exact counts say that nobody or everybody of a group did something",
                "None under this profile: it is for people who agreed to that",
                "As told; the other profiles round",
            )
        )
    if profile.comments:
        found.append(
            (
                "A comment names its writer",
                "Comments lie under numbers of their own, apart from seats",
                "Words are words: who signs is named; a comment can't be found by its writer's "
                "withdrawal",
            )
        )
    if profile.exports_persons:
        found.append(
            (
                "Persons' rows leave the server",
                "Owners and analysts alone, logged",
                "The consent page says that only figures of groups leave; an export needs a "
                "consent that says otherwise",
            )
        )
    return [*found, *_of_recruiting(configuration)]


def _network(configuration: Configuration) -> Risk:
    risk = "Somebody on the network sees who takes part or presses"
    learns = _network_learns(configuration)
    if configuration.is_plain_http:
        return (risk, "None", learns.capitalize())
    if not configuration.address:
        return (risk, blank("whether the server is reached by https"), learns.capitalize())
    even = configuration.profile.even_traffic
    does = "https, frames of one size in each interval" if even else "https"
    return (risk, does, learns.capitalize())


def _network_learns(configuration: Configuration) -> str:
    if configuration.is_plain_http:
        return "everything: people reach the server by plain http"
    seen = (
        "that somebody takes part"
        if configuration.profile.even_traffic
        else "that and when somebody presses, not what"
    )
    return seen if configuration.address else f"{seen}, as far as the server is reached by https"


def _of_recruiting(configuration: Configuration) -> list[Risk]:
    study = configuration.study
    found = []
    if study.join is JoinMode.OPEN:
        found.append(
            (
                "People who weren't asked, or one person twice, take seats",
                "None: the session is open to whoever has its link",
                "Few can make groups seem larger than they are, and learn more from the rest",
            )
        )
    if configuration.contacts:
        found.append(
            (
                "Contacts are read",
                "Sealed by a passphrase; erased "
                f"{study.retention.contacts_days} days after the last session",
                "Whoever has passphrase and disk knows who was invited, not what they pressed",
            )
        )
    if (vendor := study.recruitment.vendor) is not None:
        found.append(
            (
                f"{vendor.name} ties its people to the study",
                "Its id isn't stored on the server; vouchers aren't linked to reactions",
                "It knows who took part; an altered server could note the id beside the seat",
            )
        )
    if any(stimulus.address for stimulus in study.stimuli):
        found.append(
            (
                "The origin of the video learns who watches",
                "The consent page names it",
                "It sees network addresses and when they watched",
            )
        )
    if any(held.session.shown is ShownIn.ONE_ROOM for held in configuration.sessions):
        found.append(
            (
                "Neighbours in the room see what somebody presses",
                "None: that is between people",
                "Seat people apart",
            )
        )
    return found


def _learning(configuration: Configuration) -> Section:
    n = configuration.profile.smallest_roster
    pairs = [
        ("Other participants", "nothing but their own page"),
        ("Staff", f"released figures of groups of at least {n}, within the bounds of their role"),
        ("Recipients of briefs", "released figures of their own audiences"),
        ("Whoever has a copy of the disk", "files without a common key; see the risks above"),
        ("The host", "what an altered page would read along"),
    ]
    if configuration.study.personal_summary:
        pairs.append(("Each participant", "a summary of own presses, of which nothing is kept"))
    pairs.append(("Somebody on the network", _network_learns(configuration)))
    return Section("learning", "Who may learn what", (Definitions(tuple(pairs)),))


def _open() -> Section:
    asked = (
        "whether an assessment is required, and who decided it (Art. 35(1) to (4))",
        "the data protection officer's advice (Art. 35(2))",
        "the views of participants or their representatives (Art. 35(9)), or why not asked",
        "whether the residual risk is accepted, by whom, or the authority consulted (Art. 36)",
        "where the server stands, who hosts it, and the contract with them (Art. 28)",
        "where backups lie, whether disks are encrypted, who has the keys",
        "approval by an ethics board, where one is needed",
        "when this assessment is looked at again",
    )
    return Section(
        "open", "What a person has to add", (Bullets(tuple(blank(each) for each in asked)),)
    )
