"""Players of games against the program lie beside the tests that let them play."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
