"""What a study's report is made of: one session's released figures and what stands around them.

Everything comes as far as its reader may see it. This module must not know a store or a page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.domain.decision import Decision
from pulsemeter.domain.session import Session
from pulsemeter.domain.study import Study
from pulsemeter.release.desk_table import Split


@dataclass(frozen=True, slots=True)
class Theme:
    """What several comments are about: how many, as that may be told, and some of their words."""

    name: str
    size: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comments:
    """What people wrote, as it left: sorted into themes, or as quotes in alphabetical order.
    `why_none` says why there is nothing, in English; `withheld` were kept out by staff."""

    themes: tuple[Theme, ...] = ()
    quotes: tuple[str, ...] = ()
    why_none: str = ""
    withheld: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyFindings:
    """One stimulus of one session. `facts` are those of `disclosure.DISCLOSED`; `splits` say by
    statement where audiences stand furthest apart; `audiences` are those of an editor's report,
    empty for the report on all; `made` is a day, and so are `decided`, by decision."""

    analysis: Analysis
    study: Study
    session: Session
    stimulus: str
    made: str
    facts: Mapping[str, str] = field(default_factory=dict)
    decisions: Sequence[Decision] = ()
    decided: Mapping[str, str] = field(default_factory=dict)
    comments: Comments = Comments()
    splits: Mapping[str, Sequence[Split]] = field(default_factory=dict)
    audiences: Sequence[str] = ()
    closed_early: str = ""

    @property
    def is_simulated(self) -> bool:
        """Whether a program pressed, not people."""
        return self.study.simulated or self.session.simulated or self.session.dry_run
