"""How long work will still take, reckoned from how far it came, and said as people say it."""

LONG_MS = 2_000
"""Of work that is shorter than this nobody is told how long it takes."""
_LEAST_SHARE = 0.01
_SECOND_MS, _MINUTE_MS, _HOUR_MS = 1_000, 60_000, 3_600_000


def remaining_ms(elapsed_ms: int, share: float) -> int | None:
    """Time that is left in ms if it goes on as it went, None while that can't be told: in the first
    two seconds, and before a hundredth is done. `share` is 0..1."""
    if elapsed_ms < LONG_MS or share < _LEAST_SHARE:
        return None
    return round(elapsed_ms * (1 - min(share, 1.0)) / share)


def remaining_words(left_ms: int | None) -> str:
    """As "about 40 s left", in steps that don't flicker; "" for what can't be told."""
    if left_ms is None:
        return ""
    if left_ms <= 10 * _SECOND_MS:
        return "a few seconds left"
    if left_ms < _MINUTE_MS - 5 * _SECOND_MS:
        return f"about {round(left_ms / (10 * _SECOND_MS)) * 10} s left"
    if left_ms < _HOUR_MS:
        return f"about {max(round(left_ms / _MINUTE_MS), 1)} min left"
    hours, rest_ms = divmod(left_ms, _HOUR_MS)
    return f"about {hours} h {rest_ms // _MINUTE_MS} min left"
