"""One simulated session again, by its seed: `python -m tests.simulation.replay SEED`.

Says what went wrong in it, which promises were broken, and a fingerprint, the same each time.
"""

import logging
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from faults.reckoning import reckon
from faults.run import play


def main(seed: int) -> int:
    """Play the seed and tell of it; 1 if a promise was broken."""
    logging.disable(logging.CRITICAL)
    ended = play(seed, reckon)
    kind = "live" if ended.showing.is_live else "on demand"
    loop, servers = ended.machine.loop, len(ended.machine.servers)
    lines = [
        f"seed {seed}: {len(ended.persons)} simulated persons, {kind}, {ended.study.profile.name}",
        f"{loop.time():.1f} s of simulated time, {loop.steps} steps, {servers} server processes",
        *(f"  {times} × {what}" for what, times in sorted(ended.happened.items())),
        f"fingerprint {loop.fingerprint:08x}",
        *(f"BROKEN: {problem}" for problem in ended.problems),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if ended.problems else 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))
