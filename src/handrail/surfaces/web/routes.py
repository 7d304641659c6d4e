"""The addresses of the web app, and the page behind each."""

from starlette.routing import BaseRoute, Route

from handrail.surfaces.http import Run
from handrail.surfaces.web.assets import asset
from handrail.surfaces.web.pages import keys, records, search, tables
from handrail.surfaces.web.pages.nowhere import EVERY, nowhere
from handrail.surfaces.web.pages.sign_in import Entrance
from handrail.surfaces.web.sessions import Sessions
from handrail.surfaces.web.visit import Door, Handler

PAGES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/", tables.home),
    ("GET", "/search", search.search),
    ("GET", "/suggest", search.suggest),
    ("GET", "/o/{object}", tables.table),
    ("GET", "/o/{object}/new", records.new_form),
    ("POST", "/o/{object}/new", records.create),
    ("GET", "/o/{object}/{id}", records.record),
    ("GET", "/o/{object}/{id}/edit/{attribute}", records.edit_form),
    ("POST", "/o/{object}/{id}/edit/{attribute}", records.edit),
    ("POST", "/o/{object}/{id}/notes", records.add_note),
    ("POST", "/o/{object}/{id}/delete", records.delete),
    ("GET", "/settings/keys", keys.keys),
    ("POST", "/settings/keys", keys.create),
    ("POST", "/settings/keys/{id}/revoke", keys.revoke),
)


def web_routes(run: Run, sessions: Sessions, *, secure: bool = False) -> list[BaseRoute]:
    """Every page; hand them to the router last, for the last of them takes every other path.

    `secure` where people reach the server by https: the cookie is bound to it.
    """
    door = Door(run, sessions, secure)
    entrance = Entrance(door)
    pages: list[BaseRoute] = [
        Route(path, door.signed_in(handler), methods=[method]) for method, path, handler in PAGES
    ]
    return [
        Route("/static/{version}/{name}", asset),
        Route("/sign-in", entrance.form, methods=["GET"]),
        Route("/sign-in", entrance.sign_in, methods=["POST"]),
        Route("/sign-out", entrance.sign_out, methods=["POST"]),
        *pages,
        Route("/{rest:path}", nowhere(door), methods=EVERY),
    ]
