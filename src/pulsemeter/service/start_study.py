"""What a new study starts with where its maker says nothing: a short name, words of consent.

Knows tables of a study file and names that are taken; nothing is read or kept here.
"""

from collections.abc import Collection

from pulsemeter.service.edit_study import Tables

USUAL_CONSENT = {
    "kept": (
        "Your presses with their times and your answers, under a random number, without your name "
        "or address. They are erased 90 days after the close; figures about groups stay."
    ),
    "withdraw": (
        "At any moment on every page, or later with the recovery code that you are given. Your "
        "data are erased at once."
    ),
}


def started(tables: Tables, taken: Collection[str]) -> Tables:
    """The tables of a new study, with a free short name and the usual consent where none is
    given. What is given stays, whatever it is; `taken` are the names of other studies."""
    head = tables.get("study", {})
    named = head if head.get("name") else {**head, "name": free_name(head.get("title", ""), taken)}
    return {**tables, "study": named, "consent": {**USUAL_CONSENT, **tables.get("consent", {})}}


def free_name(title: object, taken: Collection[str]) -> str:
    """A short name of this title that no study has."""
    plain = plain_study_name(str(title)) or "study"
    names = [plain, *(f"{plain}-{n}" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def plain_study_name(title: str) -> str:
    """A short name made of a title, of letters and digits; empty where it has none."""
    words = "".join(sign if sign.isalnum() else " " for sign in title.lower()).split()
    return "-".join(words)[:40].strip("-")
