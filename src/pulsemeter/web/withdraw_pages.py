"""Withdrawal with the recovery code, from any browser."""

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.release.words import message
from pulsemeter.service.join_refusal import JoinRefused
from pulsemeter.web.page_seat import address_of, text_of
from pulsemeter.web.services import services_of
from pulsemeter.web.templates import plain_page, render


async def withdraw_page(request: Request) -> Response:
    """GET /withdraw."""
    return render(request, "withdraw.html", is_unknown=False)


async def withdraw_by_code(request: Request) -> Response:
    """POST /withdraw: the code, and that the person is sure."""
    form = await text_of(request)
    enrolment = services_of(request).enrolment
    try:
        typed = form.get("recovery_code", "")
        seat = enrolment.seat_of_recovery_code(typed, address_of(request))
    except JoinRefused as refusal:
        return plain_page(
            request, 429, refusal.message, message("Please wait a minute, then try again.")
        )
    if seat is None or form.get("sure") != "yes":
        return render(request, "withdraw.html", 404 if seat is None else 422, is_unknown=True)
    await enrolment.withdraw(seat)
    return plain_page(
        request,
        200,
        message("You have withdrawn."),
        message(
            "Everything you gave is removed. Figures of groups that were already released stay."
        ),
    )
