"""A number with its noun in plain English, for messages and notes that no catalogue translates."""


def counted(count: int, one: str, many: str = "") -> str:
    """So many of something; without `many` the noun takes an s. A verb may follow the noun.

    Examples
    --------
    >>> counted(1, "cue"), counted(1440, "cue")
    ('1 cue', '1,440 cues')
    >>> counted(1, "row lies", "rows lie")
    '1 row lies'
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
