"""Whether a study can be shown in a kind of session at all, said before the session is planned."""

from pulsemeter.domain.playlist import Order
from pulsemeter.domain.session import SessionKind
from pulsemeter.domain.study import Study
from pulsemeter.service.create_study import StudyRefused


def check_showing(study: Study, kind: SessionKind) -> None:
    """Refuse a live session of a study in which seats don't watch the same at the same moment."""
    if kind is not SessionKind.LIVE:
        return
    orders = {study.playlist.order, *(arm.order for arm in study.arms if arm.order)}
    if orders - {Order.FIXED} and len(study.stimuli) > 1:
        raise StudyRefused(
            f"study {study.name} shows its stimuli in an order of each seat's own; in a live "
            'session all watch the same. Open it on demand, or write order = "fixed"'
        )
    own = [arm.id for arm in study.arms if arm.stimuli]
    if own:
        raise StudyRefused(
            f"study {study.name}: arm {own[0]} has stimuli of its own; in a live session all "
            "watch the same. Open it on demand, or let the arms differ in their instrument only"
        )
