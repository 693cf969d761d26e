"""Changes to stored values that every engine makes alike. Knows no engine."""

from collections.abc import Sequence
from dataclasses import replace

from pulsemeter.domain.consent import ConsentChanged, ConsentText, next_consent
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.service.ports import StoreError


def with_consent(held: Sequence[ConsentText], study: Study) -> ConsentText:
    """The version of the consent text to keep. StoreError where a held one would be changed."""
    try:
        return next_consent(tuple(held), study)
    except ConsentChanged as changed:
        raise StoreError(str(changed)) from None


def with_stimulus(study: Study | None, name: str, stimulus: Stimulus) -> Study:
    """The study with the stimulus of this id replaced. StoreError where there is none."""
    if study is None:
        raise StoreError(f"there is no study {name}.")
    if stimulus.id not in {kept.id for kept in study.stimuli}:
        raise StoreError(f"study {name} has no stimulus {stimulus.id}.")
    kept = tuple(stimulus if s.id == stimulus.id else s for s in study.stimuli)
    return replace(study, stimuli=kept)
