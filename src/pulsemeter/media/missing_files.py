"""Which files a study names that aren't in this machine's media folder."""

from pathlib import Path

from pulsemeter.domain.study import Study


def missing_files(media: Path, study: Study) -> list[Path]:
    """Stimuli and captions of a study that aren't there, in the study's order."""
    named = [media / study.name / name for stimulus in study.stimuli for name in stimulus.files]
    return [path for path in named if not path.exists()]
