"""What a study still lacks before a session of it can open, in the order in which it is mended.

The command line may open what lacks a dry run or a reader; whoever runs the server's machine is
told there, and in the browser nobody can.
"""

from dataclasses import dataclass

from pulsemeter.domain.session import ShownIn
from pulsemeter.domain.study import Study
from pulsemeter.domain.translation import languages_of
from pulsemeter.release.foresee_plan import planned_size
from pulsemeter.service.study_languages import unread_languages


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that is missing: what, at which step of the studio it is mended, and whether a
    session can't open without it."""

    what: str
    step: str
    is_needed: bool = True


class NotReady(ValueError):
    """A session that can't open yet; the message says what is missing."""


def lacking(study: Study, *, has_statements: bool, is_tried: bool) -> list[Lacking]:
    """Everything that is missing, what is only worth a thought last."""
    found = [
        Lacking(f"Stimulus “{s.title}” has no video or sound yet.", "stimuli")
        for s in study.stimuli
        if s.duration_ms <= 0
    ]
    found += [Lacking(line, "languages") for line in unreviewed(study)]
    if not is_tried:
        found.append(
            Lacking("Nobody came to the end of a dry run of the study as it is now.", "dry-run")
        )
    if not has_statements:
        found.append(
            Lacking("There are no statements, so there will be no verdicts.", "transcript", False)
        )
    if 0 < planned_size(study) < study.profile.smallest_roster:
        found.append(Lacking("With these quotas nothing would ever be shown.", "segments", False))
    return found


def unreviewed(study: Study) -> list[str]:
    """The languages in which nobody vouches for the consent text, each in a sentence."""
    readers = {study.language: study.read_by} | {s.code: s.read_by for s in study.languages}
    reasons = dict(unread_languages(study))
    return [
        f"Nobody has read the consent text and pages in {code}"
        + (f" ({reasons[code]})." if code in reasons else ".")
        for code in languages_of(study)
        if not readers[code].strip()
    ]


def check_ready(missing: list[Lacking], study: Study, shown: ShownIn) -> None:
    """Refuse to open a session while something that it needs is missing."""
    needed = [each.what for each in missing if each.is_needed]
    if shown is ShownIn.OWN_SCREEN and not study.cues:
        needed.append("A session on people’s own screens needs planned moments to tap at.")
    if needed:
        raise NotReady(" ".join(needed))
