"""Real data: observers of a film, analysed as a panel with two buttons.

Labs, A., et al. (2015) let 12 observers mark the emotions portrayed in "Forrest Gump", with begin,
end and valence of each episode (F1000Research 4:92, doi:10.12688/f1000research.6230.1; data CC0,
repository psychoinformatics-de/studyforrest-paper-emotionannotation, folder raw/). A second in
which an observer marked a positive episode is a like, a negative one a dislike.

    python examples/observers_of_a_film.py FOLDER_OF_RAW_FILES [audio-visual|audio-only]
"""

import csv
import sys
from pathlib import Path

import polars as pl

from pulsemeter import Analysis, AnalysisSettings, analyse

SECONDS = 7_085
FILES = {"audio-visual": "av1o*.csv", "audio-only": "ao1o*.csv"}
PUBLISHED = {"audio-visual": 0.851, "audio-only": 0.564}
"""Split-half agreement on valence (Spearman, mean over all halves) as published."""


def marked_seconds(path: Path) -> dict[int, int]:
    """Second → +1 or −1 for one observer; seconds marked both ways or neither are left out."""
    signs: dict[int, set[int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for episode in csv.DictReader(file):
            sign = {"POS": 1, "NEG": -1}.get(episode["valence"])
            start, end = float(episode["start"]), float(episode["end"])
            if sign is None:
                continue
            for second in range(max(int(start), 0), min(int(end) + 1, SECONDS)):
                if start < second + 1 and end > second:
                    signs.setdefault(second, set()).add(sign)
    return {second: held.pop() for second, held in signs.items() if len(held) == 1}


def read_observers(folder: Path, film: str) -> pl.DataFrame:
    """A row per second and observer who marked it; watching without a mark is "skipped"."""
    rows = []
    for path in sorted(folder.glob(FILES[film])):
        marked = marked_seconds(path)
        for second in range(SECONDS):
            sign = marked.get(second, 0)
            kind = "press" if sign else "skipped"
            rows.append((path.stem, second * 1_000, 100 * sign, kind))
    if not rows:
        raise SystemExit(
            f"no files {FILES[film]} in {folder}: name the folder raw/ of the data set"
        )
    return pl.DataFrame(rows, schema=["participant", "stimulus_ms", "choice", "kind"], orient="row")


def analyse_observers(folder: Path, film: str = "audio-visual") -> Analysis:
    """The observers of one version of the film."""
    settings = AnalysisSettings(interval_ms=1_000, duration_ms=SECONDS * 1_000, floor=3)
    return analyse(read_observers(folder, film), settings=settings)


def main() -> None:
    """Print the analysis and the agreement beside the published one."""
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    film = sys.argv[2] if len(sys.argv) > 2 else "audio-visual"
    if film not in FILES:
        raise SystemExit(f"{film}: write audio-visual or audio-only")
    found = analyse_observers(Path(sys.argv[1]), film)
    print(found)
    ours = found.reliability["split_half"][0]
    print(f"\nsplit-half agreement: {ours:.3f} here, {PUBLISHED[film]:.3f} as published")


if __name__ == "__main__":
    main()
