"""The one refusal of data: what is wrong, where, and how to mend it."""


class DataError(ValueError):
    """Data that can't be analysed; the message is for the person who brought them."""
