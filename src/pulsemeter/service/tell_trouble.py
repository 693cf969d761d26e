"""What keeps a server from storing anything just now, in words for the staff."""

from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.ingest_reaction import Ingest


def storing_trouble(ingest: Ingest, enrolment: Enrolment) -> str:
    """Why nothing is acknowledged at the moment; empty while all goes well. What is pressed and
    who joins waits for it, and goes on by itself."""
    writers = (
        ingest.commits,
        ingest.claims,
        enrolment.births,
        enrolment.writes,
        enrolment.token_claims,
        enrolment.burns,
    )
    return next((writer.trouble for writer in writers if writer.trouble), ingest.log_trouble)
