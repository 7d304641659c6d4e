"""The addresses of the web app, and the page behind each."""

from starlette.routing import BaseRoute, Route

from handrail.surfaces.web.assets import asset
from handrail.surfaces.web.pages import (
    audit,
    calls,
    clients,
    keys,
    members,
    profile,
    records,
    roles,
    search,
    setup,
    tables,
    teams,
    webhooks,
)
from handrail.surfaces.web.pages.doorway import Doorway
from handrail.surfaces.web.pages.nowhere import EVERY, nowhere
from handrail.surfaces.web.pages.openid import CALLBACK, OpenIdEntrance
from handrail.surfaces.web.pages.passkeys import PasskeyEntrance, SecurityPages
from handrail.surfaces.web.pages.profile import Switching
from handrail.surfaces.web.pages.sign_in import Entrance
from handrail.surfaces.web.visit import Door, Handler

PAGES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/", tables.home),
    ("GET", "/search", search.search),
    ("GET", "/suggest", search.suggest),
    ("GET", "/o/calls/import", calls.import_form),
    ("POST", "/o/calls/import", calls.import_files),
    ("POST", "/o/calls/{id}/transcript", calls.set_transcript),
    ("GET", "/o/{object}", tables.table),
    ("GET", "/o/{object}/new", records.new_form),
    ("POST", "/o/{object}/new", records.create),
    ("GET", "/o/{object}/{id}", calls.or_record),
    ("GET", "/o/{object}/{id}/edit/{attribute}", records.edit_form),
    ("POST", "/o/{object}/{id}/edit/{attribute}", records.edit),
    ("POST", "/o/{object}/{id}/notes", records.add_note),
    ("POST", "/o/{object}/{id}/delete", records.delete),
    ("GET", "/settings/clients", clients.clients),
    ("POST", "/settings/clients/pause", clients.pause_all),
    ("POST", "/settings/clients/resume", clients.resume_all),
    ("GET", "/settings/clients/{id}", clients.client),
    ("POST", "/settings/clients/{id}", clients.change),
    ("POST", "/settings/clients/{id}/pause", clients.pause),
    ("POST", "/settings/clients/{id}/resume", clients.resume),
    ("POST", "/settings/clients/{id}/revoke", clients.revoke),
    ("GET", "/settings/setup", setup.setup),
    ("GET", "/settings/profile", profile.profile),
    ("POST", "/settings/profile", profile.rename),
    ("POST", "/settings/password", profile.set_password),
    ("POST", "/settings/sessions/end-others", profile.end_others),
    ("POST", "/settings/sessions/{id}/end", profile.end_session),
    ("GET", "/settings/members", members.members),
    ("POST", "/settings/members/invite", members.invite),
    ("GET", "/settings/members/{id}", members.member),
    ("POST", "/settings/members/{id}", members.change),
    ("POST", "/settings/members/{id}/deactivate", members.deactivate),
    ("POST", "/settings/members/{id}/activate", members.activate),
    ("POST", "/settings/members/{id}/end-sessions", members.end_sessions),
    ("POST", "/settings/invitations/{id}/send", members.send_again),
    ("POST", "/settings/invitations/{id}/revoke", members.revoke),
    ("GET", "/settings/teams", teams.teams),
    ("POST", "/settings/teams", teams.create),
    ("POST", "/settings/teams/{id}", teams.change),
    ("POST", "/settings/teams/{id}/delete", teams.delete),
    ("GET", "/settings/roles", roles.roles),
    ("POST", "/settings/roles", roles.create),
    ("GET", "/settings/roles/new", roles.new),
    ("GET", "/settings/roles/{id}", roles.role),
    ("POST", "/settings/roles/{id}", roles.change),
    ("POST", "/settings/roles/{id}/delete", roles.delete),
    ("GET", "/settings/keys", keys.keys),
    ("POST", "/settings/keys", keys.create),
    ("POST", "/settings/keys/{id}/pause", keys.pause),
    ("POST", "/settings/keys/{id}/resume", keys.resume),
    ("POST", "/settings/keys/{id}/revoke", keys.revoke),
    ("GET", "/settings/webhooks", webhooks.webhooks),
    ("POST", "/settings/webhooks", webhooks.create),
    ("GET", "/settings/webhooks/{id}", webhooks.webhook),
    ("POST", "/settings/webhooks/{id}/test", webhooks.test),
    ("POST", "/settings/webhooks/{id}/switch", webhooks.switch),
    ("POST", "/settings/webhooks/{id}/resend", webhooks.resend),
    ("POST", "/settings/webhooks/{id}/replay", webhooks.replay),
    ("POST", "/settings/webhooks/{id}/delete", webhooks.delete),
    ("GET", "/settings/audit", audit.audit),
    ("GET", "/settings/audit/export", audit.export),
    ("POST", "/settings/audit/check", audit.check),
)


def web_routes(door: Door) -> list[BaseRoute]:
    """Every page; hand them to the router last, for the last of them takes every other path."""
    entrance = Entrance(door)
    pages: list[BaseRoute] = [
        Route(path, door.signed_in(handler), methods=[method]) for method, path, handler in PAGES
    ]
    return [
        Route("/static/{version}/{name}", asset),
        Route("/sign-in", entrance.form, methods=["GET"]),
        Route("/sign-in", entrance.sign_in, methods=["POST"]),
        Route("/sign-out", entrance.sign_out, methods=["POST"]),
        *_doorway(door),
        *_other_ways(door),
        *pages,
        Route("/{rest:path}", nowhere(door), methods=EVERY),
    ]


def _doorway(door: Door) -> list[BaseRoute]:
    """What mailed links lead to; and going on in another workspace."""
    doorway, switching = Doorway(door), Switching(door)
    return [
        Route("/forgot", doorway.forgot, methods=["GET"]),
        Route("/forgot", doorway.request_reset, methods=["POST"]),
        Route("/reset/{secret}", doorway.reset, methods=["GET"]),
        Route("/reset/{secret}", doorway.set_password, methods=["POST"]),
        Route("/join/{secret}", doorway.invitation, methods=["GET"]),
        Route("/join/{secret}", doorway.join, methods=["POST"]),
        Route("/switch", door.signed_in(switching.switch), methods=["POST"]),
    ]


def _other_ways(door: Door) -> list[BaseRoute]:
    """Signing in without a password, and what somebody has for that."""
    passkeys, security = PasskeyEntrance(door), SecurityPages(door)
    routes: list[BaseRoute] = [
        Route("/sign-in/passkey/options", passkeys.options, methods=["POST"]),
        Route("/sign-in/passkey", passkeys.sign_in, methods=["POST"]),
    ]
    if door.ways.openid is not None:
        openid = OpenIdEntrance(door, door.ways.openid)
        routes += [
            Route("/sign-in/openid", openid.begin, methods=["GET"]),
            Route(CALLBACK, openid.finish, methods=["GET"]),
        ]
    pages: tuple[tuple[str, str, Handler], ...] = (
        ("GET", "/settings/security", security.page),
        ("POST", "/settings/passkeys", security.add),
        ("POST", "/settings/passkeys/options", security.options),
        ("POST", "/settings/passkeys/{id}/rename", security.rename),
        ("POST", "/settings/passkeys/{id}/remove", security.remove),
        ("POST", "/settings/identities/{id}/unlink", security.unlink),
    )
    routes += [Route(p, door.signed_in(handler), methods=[m]) for m, p, handler in pages]
    return routes
