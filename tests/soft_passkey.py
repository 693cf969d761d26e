"""An authenticator in software: makes passkeys and signs with them, as a phone or a key would.

Follows the formats of WebAuthn level 2 with a self-made P-256 key and no attestation.
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def coded(raw: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class SoftPasskey:
    """One authenticator with one passkey. `flags` are what it says of the person before it."""

    def __init__(self, name: str = "one", *, flags: int = PRESENT | VERIFIED) -> None:
        self.id = hashlib.sha256(name.encode()).digest()
        self.flags = flags
        self.uses = 0
        self._key = ec.generate_private_key(ec.SECP256R1())

    def _client_data(self, kind: str, challenge: str, origin: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _about(self, host: str, flags: int) -> bytes:
        self.uses += 1
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4)

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        name = coded(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}

    def make(self, options: str, origin: str) -> dict[str, Any]:
        """The answer to options of creation."""
        asked = json.loads(options)
        numbers = self._key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        about = self._about(asked["rp"]["id"], self.flags | WITH_KEY)
        about += bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(key)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
        client_data = self._client_data("webauthn.create", asked["challenge"], origin)
        return self._answer(
            {"clientDataJSON": coded(client_data), "attestationObject": coded(attestation)}
        )

    def use(self, options: str, origin: str) -> dict[str, Any]:
        """The answer to options of use."""
        asked = json.loads(options)
        about = self._about(asked["rpId"], self.flags)
        client_data = self._client_data("webauthn.get", asked["challenge"], origin)
        signed = about + hashlib.sha256(client_data).digest()
        return self._answer(
            {
                "clientDataJSON": coded(client_data),
                "authenticatorData": coded(about),
                "signature": coded(self._key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            }
        )


def challenge_in(options: str) -> bytes:
    """The challenge that options carry."""
    text = json.loads(options)["challenge"]
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
