"""Briefs put together for one server: what writes them, what leads it, the couriers of its file."""

from pathlib import Path

from pulsemeter.delivery.read_couriers import couriers_of
from pulsemeter.delivery.server_secret import server_secret
from pulsemeter.domain.brief import Recipient
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.brief_links import BriefLinks
from pulsemeter.service.deliver_briefs import Delivery
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.manage_briefs import BriefDesk
from pulsemeter.service.ports import Chance, Clock, Stores
from pulsemeter.service.send_brief import Briefing

SECRET = "webhook.secret"


def briefs_for(
    data: Path,
    couriers: Path | None,
    url: str,
    keeper: RoomKeeper,
    stores: Stores,
    clock: Clock,
    chance: Chance,
) -> tuple[Briefing, BriefDesk, BriefLinks]:
    """For the server of a data folder that is reached at `url`; `couriers` is the file that says
    how messages leave. CouriersRefused where that can't be used."""
    secret = server_secret(data / SECRET)
    channels = couriers_of(couriers, secret, clock)
    delivery = Delivery(stores.briefs, channels, clock)

    links = BriefLinks(secret, stores.briefs, clock)

    def link_to(recipient: Recipient, code: str) -> str:
        return f"{url}/now#{links.made(recipient, code)}"

    briefing = Briefing(stores.briefs, keeper, clock, chance, link_to)
    audit = AuditTrail(stores.audit, clock)
    return briefing, BriefDesk(stores.briefs, briefing, delivery, audit, chance), links
