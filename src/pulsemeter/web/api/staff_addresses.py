"""The API's addresses of the description itself, and of passkeys, which pages of ours ask for."""

from pulsemeter.web import passkey_api
from pulsemeter.web.api.address import Address, Content
from pulsemeter.web.policy import AT_BROWSER, PUBLIC
from pulsemeter.wire.staff import FurtherPasskey, GoOn, Newcomer, NewcomerPasskey, PasskeyUse

_OPTIONS = Content("application/json", "Options for the browser’s passkey dialogue.", is_text=False)
_REFUSALS = (400, 422, 429)
_STAFF = "/api/v1/staff"

ADDRESSES: tuple[Address, ...] = (
    Address(
        "POST", f"{_STAFF}/passkey/options", passkey_api.ask_use, PUBLIC, "ask_passkey_use",
        "What a browser is to be asked for somebody to sign in.", _OPTIONS, refusals=_REFUSALS,
    ),
    Address(
        "POST", f"{_STAFF}/passkey", passkey_api.use, PUBLIC, "use_passkey",
        "Sign in at this browser.", GoOn, PasskeyUse, refusals=_REFUSALS,
    ),
    Address(
        "POST", f"{_STAFF}/welcome/passkey/options", passkey_api.ask_newcomer, PUBLIC,
        "ask_newcomer_passkey", "What a browser is to be asked for somebody invited.",
        _OPTIONS, Newcomer, refusals=_REFUSALS,
    ),
    Address(
        "POST", f"{_STAFF}/welcome/passkey", passkey_api.admit_newcomer, PUBLIC,
        "admit_newcomer", "Become a member, signed in at this browser.",
        GoOn, NewcomerPasskey, refusals=_REFUSALS,
    ),
    Address(
        "POST", f"{_STAFF}/account/passkeys/options", passkey_api.ask_further, AT_BROWSER,
        "ask_further_passkey", "What a browser is to be asked for a further passkey.",
        _OPTIONS, refusals=_REFUSALS,
    ),
    Address(
        "POST", f"{_STAFF}/account/passkeys", passkey_api.add_further, AT_BROWSER,
        "add_further_passkey", "Keep a further passkey.", GoOn, FurtherPasskey,
        refusals=_REFUSALS,
    ),
)  # fmt: skip
