"""What one look at the installation found, and how to mend it."""

from dataclasses import dataclass
from typing import Literal

State = Literal["good", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. A session would fail with what is bad; a warning says what is lost.
    `remedy` is empty where nothing needs mending."""

    name: str
    state: State
    found: str
    remedy: str = ""
