"""How an import was understood, in lines for people, before anything of it is written.

Exact figures of somebody's own files: for whoever holds these files, and for nobody else.
"""

from collections.abc import Sequence

from pulsemeter.analysis.telling import clock
from pulsemeter.domain.counted import counted
from pulsemeter.domain.instrument import described
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.intake.read_import import ReadImport
from pulsemeter.release.plan import settle_plan
from pulsemeter.service.import_job_ports import ImportPreview, PreviewedSegment

_KINDS = {
    "press": "reactions",
    "undo": "taken back",
    "skipped": "there without a reaction",
    "away": "not there",
}


def preview_of(
    found: ReadImport, statements: Sequence[Statement], notes: Sequence[str]
) -> ImportPreview:
    """The preview of an import; `notes` are of whatever was read beside it."""
    study = found.study
    plan = settle_plan(study, found.panel.categories)
    return ImportPreview(
        study=_study_lines(study, len(statements)),
        rows=tuple(_row_line(found, place) for place in range(len(found.sample))),
        counts=_count_lines(found),
        left_out=tuple(found.unused.found),
        unlisted=found.unused.unlisted,
        segments=tuple(
            PreviewedSegment(
                cell.attribute_label or cell.attribute, cell.label, cell.roster, cell.withheld
            )
            for cell in plan.cells
        ),
        # In plain words: a page shows them as they are.
        notes=tuple(str(note) for note in (*found.notes, *notes, *found.origin.sentences)),
    )


def _study_lines(study: Study, statements: int) -> tuple[str, ...]:
    stimulus = study.stimuli[0]
    return (
        f"study {study.name}: {study.title}",
        f"stimulus {stimulus.id}: {stimulus.title}, {clock(stimulus.duration_ms)}",
        *map(str, described(study.instrument)),
        counted(statements, "statement"),
        f"profile {study.profile.name}: smallest group {study.profile.smallest_roster}, counts in "
        f"steps of {study.profile.rounding_step}",
    )


def _row_line(found: ReadImport, place: int) -> str:
    row = found.sample[place]
    targets = found.study.instrument.targets
    aimed = f", {targets[row.target]}" if len(targets) > 1 and row.kind != "skipped" else ""
    meant = f"{row.choice:+d}" if row.kind == "press" else _KINDS[row.kind]
    return (
        f"{row.place}: participant {row.participant}, {clock(row.stimulus_ms)}, "
        f"{row.value or 'nothing'!r} = {meant}{aimed}"
    )


def _count_lines(found: ReadImport) -> tuple[str, ...]:
    unused = found.unused
    lines = [
        counted(len(found.panel.categories), "participant"),
        f"{counted(unused.read, 'value')} read",
        *(f"{counted(count, 'record')}: {_KINDS[kind]}" for kind, count in found.counts.items()),
    ]
    if found.filled:
        lines.append(f"{found.filled:,} of them filled in, as the mapping declares")
    lines += [
        f"{counted(unused.missing, 'value')} missing",
        f"{unused.outside:,} before or after the stimulus, left out",
        f"{unused.wrong:,} not understood, left out",
    ]
    return tuple(lines)
