"""Passkeys (WebAuthn level 3): what a browser is asked, and whether its answer proves anything.

Nothing here is kept or looked up. The library is imported at the first use: it costs a fifth of a
second and several megabytes, which a server nobody signs in to by passkey should not pay.
"""

import ipaddress
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog

from handrail.core.errors import Unauthorized

NAME = "Handrail"
TIMEOUT = 300_000
"""Milliseconds a browser gives its person to find their phone."""
LONGEST_ID = 1023
"""Bytes of a credential's id (WebAuthn §4, credential ID)."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys are good: `id` is the relying party's id, a host name; `origin` its pages."""

    id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey as an authenticator just made it. Nothing in it is secret; `synced` where it is
    kept by a password manager and not by one device."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    synced: bool


def site_of(public_url: str) -> Site | None:
    """Where passkeys are good for people who come by this address; None where browsers have none.

    They need a name and https (WebAuthn §5.1.2: a valid domain in a secure context), except at
    localhost. A server on a loopback address is reached as localhost as well.
    """
    url = urlsplit(public_url)
    host = url.hostname or ""
    if _is_loopback(host):
        port = f":{url.port}" if url.port else ""
        return Site("localhost", f"{url.scheme}://localhost{port}")
    if _is_address(host) or url.scheme != "https":
        return None
    return Site(host, f"{url.scheme}://{url.netloc}".lower())


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def new_challenge() -> bytes:
    return secrets.token_bytes(32)


def to_make(
    site: Site,
    challenge: bytes,
    *,
    handle: bytes,
    name: str,
    shown: str,
    known: Collection[bytes],
) -> dict[str, Any]:
    """What a browser needs for a new passkey; `known` are those its person has already."""
    from webauthn import generate_registration_options
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=site.id,
        rp_name=NAME,
        user_id=handle,
        user_name=name,
        user_display_name=shown,
        challenge=challenge,
        timeout=TIMEOUT,
        # discoverable, so that nobody types an email to sign in
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
    )
    return options_to_json_dict(options)


def to_use(site: Site, challenge: bytes) -> dict[str, Any]:
    """What a browser needs to sign in with whichever passkey it has for this site."""
    from webauthn import generate_authentication_options
    from webauthn.helpers import options_to_json_dict

    options = generate_authentication_options(rp_id=site.id, challenge=challenge, timeout=TIMEOUT)
    return options_to_json_dict(options)


def made(site: Site, challenge: bytes, said: Mapping[str, Any]) -> Made:
    """The passkey in a browser's answer to `to_make`. Raises Unauthorized."""
    from webauthn import verify_registration_response
    from webauthn.helpers.structs import CredentialDeviceType

    try:
        found = verify_registration_response(
            credential=dict(said),
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
        )
    # the library raises whatever its parsers of CBOR, ASN.1 and JSON raise for hostile bytes
    except Exception as error:
        raise refused(error) from error
    if len(found.credential_id) > LONGEST_ID:
        raise refused("the credential's id is too long")
    return Made(
        found.credential_id,
        found.credential_public_key,
        found.sign_count,
        found.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
    )


def credential_of(said: Mapping[str, Any]) -> tuple[bytes, bytes | None]:
    """Which passkey an answer to `to_use` says it comes from, and of which user handle; neither
    is proved by that. Raises Unauthorized."""
    from webauthn.helpers import parse_authentication_credential_json

    try:
        parsed = parse_authentication_credential_json(dict(said))
    except Exception as error:
        raise refused(error) from error
    if not 0 < len(parsed.raw_id) <= LONGEST_ID:
        raise refused("no credential id, or one too long")
    return parsed.raw_id, parsed.response.user_handle


def used(
    site: Site,
    challenge: bytes,
    said: Mapping[str, Any],
    *,
    public_key: bytes,
    sign_count: int,
) -> int:
    """The passkey's new count, once its answer to `to_use` is proved. Raises Unauthorized, also
    where the count went back: then somebody holds a copy of the key."""
    from webauthn import verify_authentication_response

    try:
        proved = verify_authentication_response(
            credential=dict(said),
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
        )
    except Exception as error:
        raise refused(error) from error
    return proved.new_sign_count


def refused(why: object) -> Unauthorized:
    """In the same words whatever was wrong; the log has why."""
    log.info("passkey refused", why=str(why)[:300])
    return Unauthorized("This passkey was not accepted.", hint="Try again, or sign in another way.")
