"""The keys of live words in the hands of the attacker, who has seen all figures so far.

Statements begin and end whenever the attacker likes, also earlier than now as far as a delayed key
may; keys are taken back where that is allowed. What the rules let through is the real thing's.
"""

import numpy as np

from pulsemeter.domain.live_step import Step, StepKind
from pulsemeter.service.keep_words_live import without_last
from pulsemeter.transcript.live_words import Grid, LiveWords, StepRefused

KINDS = (StepKind.DEPART, StepKind.DEPART, StepKind.END, StepKind.BACK)
EARLIER_MS = (0, 0, 1_000, 4_000, 9_000, 14_000)


class Keys:
    """Presses keys by chance; `statements` are those of the session as they are now."""

    def __init__(self, seed, intervals, cadence_ms):
        self.rng = np.random.default_rng([seed, 77])
        self.intervals, self.cadence_ms = intervals, cadence_ms
        self.grid = Grid("talk", "ATTACK", cadence_ms, 0, intervals * cadence_ms)
        self.words, self.steps = LiveWords(self.grid), []
        self.refused = 0

    def press(self, now_ms, leaving):
        """One to three keys; the statements that are closed afterwards."""
        for _ in range(self.rng.integers(1, 4)):
            kind = KINDS[self.rng.integers(len(KINDS))]
            at_ms = now_ms - EARLIER_MS[self.rng.integers(len(EARLIER_MS))]
            self._take(Step(f"k{len(self.steps)}", kind, max(at_ms, 0)), leaving)
        return list(self.words.statements)

    def close(self):
        """What is open ends with the session."""
        if self.words.open is not None:
            end = Step("close", StepKind.END, self.grid.duration_ms)
            self._take(end, ())
        return list(self.words.statements)

    def _take(self, step, leaving):
        try:
            if step.kind is StepKind.BACK:
                self.words = without_last(self.words, self.steps, step, leaving)
            else:
                self.words = self.words.after(step)
        except StepRefused:
            self.refused += 1
        else:
            self.steps.append(step)

    def intervals_of(self):
        """Which intervals each figure is about."""
        found = {k: (k,) for k in range(self.intervals)}
        for statement in self.words.statements:
            last = -(-statement.end_ms // self.cadence_ms)
            found[statement.id] = tuple(range(statement.start_ms // self.cadence_ms, last))
        return found
