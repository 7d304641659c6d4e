"""Secrets that we must be able to read again: sealed by AES-256-GCM under a master key.

A sealed secret is one line of text, `v1.<key id>.<nonce and ciphertext>`, so that it stands in a
column as well as in JSON. It opens only in the context it was sealed in (whose, what, which), which
is not part of it: a sealed value that was copied to another row stays shut.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from handrail.core.errors import Internal
from handrail.vault.keyring import Keyring, MasterKey

VERSION = "v1"
NONCE = 12
"""Bytes; drawn anew each time, so that a key may seal some billions of secrets."""


class CannotOpen(Internal):
    """A sealed secret that the keyring at hand does not open, or that is not what was sealed."""

    remedy = (
        "Put the keyring of this database back (master.keys beside the data, or "
        "HANDRAIL_MASTER_KEYS), or enter the secret anew. `handrail doctor` names all of them."
    )


class Sealer:
    """Seals with the first key of a keyring, opens with any of them."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring

    def seal(self, secret: str, context: str) -> str:
        """The secret, shut. Raises Unavailable where there is no master key."""
        key = self.keyring.first()
        nonce = secrets.token_bytes(NONCE)
        shut = AESGCM(key.secret).encrypt(nonce, secret.encode(), _bound(key.id, context))
        return f"{VERSION}.{key.id}.{urlsafe_b64encode(nonce + shut).decode()}"

    def unseal(self, sealed: str, context: str) -> str:
        """What was sealed in this context. Raises CannotOpen."""
        key_id, nonce, shut = _parts(sealed)
        key = self._key(key_id)
        try:
            return AESGCM(key.secret).decrypt(nonce, shut, _bound(key_id, context)).decode()
        except InvalidTag as error:
            raise CannotOpen(
                "A sealed secret was changed, or belongs to something else: it stays shut.",
                hint="Restore it from a backup, or enter the secret anew.",
            ) from error

    def is_fresh(self, sealed: str) -> bool:
        """Whether it is sealed under the key that seals now."""
        return _parts(sealed)[0] == self.keyring.first().id

    def _key(self, key_id: str) -> MasterKey:
        key = self.keyring.find(key_id)
        if key is None:
            raise CannotOpen(f"A secret is sealed under master key {key_id}, which is not here.")
        return key


def _bound(key_id: str, context: str) -> bytes:
    """What the seal vouches for beside the secret."""
    return f"{VERSION}|{key_id}|{context}".encode()


def _parts(sealed: str) -> tuple[str, bytes, bytes]:
    version, _, rest = sealed.partition(".")
    key_id, _, body = rest.partition(".")
    try:
        raw = urlsafe_b64decode(body)
    except ValueError:
        raw = b""
    if version != VERSION or len(raw) <= NONCE:
        raise CannotOpen("This is no sealed secret.", hint="Enter the secret anew.")
    return key_id, raw[:NONCE], raw[NONCE:]
