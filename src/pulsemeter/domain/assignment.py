"""What a study comes to for one seat: its stimuli in their order, its instrument, its arm.

Everything follows from the study and what is stored in the seat; nothing is drawn here.
"""

from pulsemeter.domain.instrument import Instrument
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.playlist import Arm, Order
from pulsemeter.domain.study import Attribute, Category, Study

ARM = "arm"
"""Id of the attribute that arms are for segments; studies with arms have none of this name."""


def arm_of(study: Study, seat: Seat) -> Arm | None:
    """The arm that a seat was assigned to; None where the study has none or it isn't drawn yet."""
    return next((arm for arm in study.arms if arm.id == seat.arm), None)


def instrument_of(study: Study, seat: Seat) -> Instrument:
    """The instrument that a seat presses on."""
    arm = arm_of(study, seat)
    return arm.instrument if arm and arm.instrument else study.instrument


def presses(study: Study, seat: Seat) -> bool:
    """Whether a seat presses at all; a control arm only watches."""
    arm = arm_of(study, seat)
    return arm is None or arm.presses


def shown_in(study: Study, arm: Arm | None) -> tuple[int, ...]:
    """Indexes of the stimuli that an arm shows, in the study's order."""
    if arm is None or not arm.stimuli:
        return tuple(range(len(study.stimuli)))
    return tuple(sorted(study.stimulus_index(name) for name in arm.stimuli))


def order_kind(study: Study, arm: Arm | None) -> Order:
    """How the order comes about in an arm."""
    return arm.order if arm and arm.order else study.playlist.order


def stimuli_of(study: Study, seat: Seat) -> tuple[int, ...]:
    """Indexes of the stimuli that a seat watches, in its own order."""
    return seat.order or shown_in(study, arm_of(study, seat))


def stimulus_now(study: Study, seat: Seat) -> int:
    """Index of the stimulus at which a seat stands; the last one when it has seen them all."""
    stimuli = stimuli_of(study, seat)
    return stimuli[min(seat.stage, len(stimuli) - 1)]


def before_watching(arm: Arm | None) -> SeatStep:
    """The step before the first stimulus: who doesn't press has nothing to practise."""
    return SeatStep.PRACTICE if arm is None or arm.presses else SeatStep.STIMULUS


def after_questions(study: Study) -> SeatStep:
    """The step after all other questions: why, where that is asked and words may be kept. A page
    that comes only to those who pressed would show the network who did."""
    may_ask = study.profile.comments and not study.profile.even_traffic
    return SeatStep.WHY if study.questionnaire.why and may_ask else SeatStep.THANKS


def stimuli_left(study: Study, seat: Seat) -> int:
    """How many stimuli a seat has not watched to the end."""
    return max(0, len(stimuli_of(study, seat)) - seat.stage)


def segment_attributes(study: Study) -> tuple[Attribute, ...]:
    """What segments are made of: the study's attributes and the arms that press, if several."""
    pressing = tuple(Category(arm.id, arm.label) for arm in study.arms if arm.presses)
    if len(pressing) < 2:
        return study.attributes
    return (*study.attributes, Attribute(ARM, "Arm", "", pressing))


def segment_categories(study: Study, seat: Seat) -> dict[str, str]:
    """A seat's categories with its arm among them."""
    return {**seat.categories, ARM: seat.arm} if study.arms else seat.categories
