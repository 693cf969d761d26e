"""The reference engine: every book in plain containers, gone when the process ends.

Shows in the fewest lines what an engine must do; the others must behave like it.
"""

from pulsemeter.storage.memory.stores import memory_stores

__all__ = ["memory_stores"]
