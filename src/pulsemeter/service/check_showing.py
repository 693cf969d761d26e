"""Whether a study can be shown in a kind of session at all, said before the session is planned;
and what each way of showing is called."""

from pulsemeter.domain.playlist import Order
from pulsemeter.domain.session import SessionKind, ShownIn
from pulsemeter.domain.study import Study
from pulsemeter.service.create_study import StudyRefused

WAYS = {
    "on_demand": (SessionKind.ON_DEMAND, ShownIn.IN_PAGE),
    "live": (SessionKind.LIVE, ShownIn.IN_PAGE),
    "own_screen": (SessionKind.LIVE, ShownIn.OWN_SCREEN),
    "one_room": (SessionKind.LIVE, ShownIn.ONE_ROOM),
}
"""What forms and programs call the kinds of session and the places where the stimulus is seen."""


def usual_way(study: Study) -> str:
    """The way that suits a study where nobody chose one."""
    return "live" if any(stimulus.broadcast for stimulus in study.stimuli) else "on_demand"


def check_showing(study: Study, kind: SessionKind, shown: ShownIn = ShownIn.IN_PAGE) -> None:
    """Refuse a live session of a study in which seats don't watch the same at the same moment, and
    any session that can't be shown where it is to be shown."""
    _check_place(study, kind, shown)
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


def _check_place(study: Study, kind: SessionKind, shown: ShownIn) -> None:
    if shown is ShownIn.IN_PAGE:
        on_air = [s.id for s in study.stimuli if s.broadcast]
        if on_air and kind is not SessionKind.LIVE:
            raise StudyRefused(
                f"stimulus {on_air[0]} of study {study.name} is a broadcast, which nobody can "
                "watch at a time of their own; open the session live, or show a recording"
            )
        return
    where = "on people's own screens" if shown is ShownIn.OWN_SCREEN else "in one room"
    if kind is not SessionKind.LIVE:
        raise StudyRefused(
            f"what is shown {where} is shown to all at the same moment; open the session live"
        )
    if len(study.stimuli) > 1:
        raise StudyRefused(
            f"study {study.name} has {len(study.stimuli)} stimuli; a session shown {where} has "
            "one, of the whole broadcast's length"
        )
    if shown is ShownIn.OWN_SCREEN and not study.cues:
        raise StudyRefused(
            f"study {study.name} plans no moment at which people tap, so nobody could tell how "
            'late their screens are. Write cues = ["The presenter says “Good evening”.", …] under '
            "[study], three or more, and create the study again"
        )
