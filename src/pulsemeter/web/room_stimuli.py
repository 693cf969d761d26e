"""What the live room plays for each stimulus: its own file, or the recording of the session."""

from pulsemeter.domain.study import Stimulus
from pulsemeter.service.conduct_session import Place
from pulsemeter.web.media_files import captions_url, media_url
from pulsemeter.web.recording_files import recording_captions_url, recording_url
from pulsemeter.web.services import Services
from pulsemeter.wire.dashboard import StimulusFacts


async def stimuli_facts(services: Services, place: Place) -> list[StimulusFacts]:
    """The stimuli of a session, those that were recorded with their recording."""
    recorded = await services.recordings.usable(place.session.code)

    def facts(stimulus: Stimulus) -> StimulusFacts:
        told = (stimulus.id, stimulus.title, stimulus.duration_ms)
        held = recorded.get(stimulus.id)
        if held is None or held.alignment is None:
            code = place.session.code
            return StimulusFacts(*told, media_url(code, stimulus), captions_url(code, stimulus))
        return StimulusFacts(
            *told,
            recording_url(held),
            recording_captions_url(held),
            held.alignment.offset_ms,
            held.alignment.rate,
        )

    return [facts(stimulus) for stimulus in place.study.stimuli]
