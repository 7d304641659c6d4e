"""`handrail keys rotate-master`: another master key, and everything sealed anew under it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from handrail.core.errors import Conflict
from handrail.settings import Settings
from handrail.surfaces.cli.home import make_keys, opened, settings_for
from handrail.surfaces.cli.options import AsJson, Data
from handrail.surfaces.cli.voice import answer

if TYPE_CHECKING:
    from handrail.storage.database import Database
    from handrail.storage.resealing import Tally
    from handrail.vault.keyring import Keyring

NOBODYS = 0
"""The workspace of what happens before a caller is known, such as a mail to reset a password."""


def rotate_master(data: Data = None, as_json: AsJson = False) -> None:
    """Make another master key, seal every secret anew under it, and let go of the old one.

    The server may go on serving. If this is cut short, run it again: until it is done both keys
    are kept, and everything opens. Where HANDRAIL_MASTER_KEYS holds the keys, put the new one
    first, restart the server, run this, and take the old one away.

    Example:

        handrail keys rotate-master --data ./acme
    """
    import asyncio

    settings = settings_for(data)
    done = asyncio.run(_rotate(settings))
    count = sum(done["resealed"].values())
    old = "The old key is gone." if done["retired"] else "Now take the old keys away."
    said = f"{count} secrets are sealed anew, under master key {done['key']}. {old}"
    answer(done, as_json=as_json, shown=lambda out: out.print(said))


async def _rotate(settings: Settings) -> dict[str, Any]:
    from handrail.features.workspaces.actions.founding import list_workspaces
    from handrail.storage import resealing
    from handrail.storage.migrations.make import whole_metadata
    from handrail.storage.sealing import install
    from handrail.vault.keyring import GivenKeys, KeyFile, keyring
    from handrail.vault.seal import Sealer

    whole_metadata()  # every room's sealed columns are known by now
    ring = keyring(settings.data, settings.master_keys)
    async with opened(settings) as database:
        _ready(settings, ring)
        everywhere = [NOBODYS, *[each.number for each in await list_workspaces(database)]]
        tally = await resealing.reseal(database, everywhere)
        if not tally.is_whole:
            raise _shut(tally)
        newest = ring.first()
        if isinstance(ring, KeyFile):
            # the keys we let go of still open, in this process, what a server had in hand
            install(database, Sealer(GivenKeys(ring.keys())))
            ring.keep_only(newest.id)
            tally.resealed += (await resealing.reseal(database, everywhere)).resealed
    return {
        "key": newest.id,
        "resealed": dict(tally.resealed),
        "retired": isinstance(ring, KeyFile),
    }


def _ready(settings: Settings, ring: "Keyring") -> None:
    """Two keys in the file are a rotation that was cut short: it goes on with the newer one."""
    from handrail.vault.keyring import KeyFile, made_key

    make_keys(settings)
    if isinstance(ring, KeyFile) and len(ring.keys()) == 1:
        ring.add(made_key())


def _shut(tally: "Tally") -> Conflict:
    return Conflict(
        f"These secrets open with none of the keys there are: {in_words(tally.shut)}.",
        hint="No key was let go of. Put the missing master key back, or enter these secrets anew; "
        "then run this again.",
    )


async def tried(database: "Database", workspaces: Sequence[int]) -> "Tally":
    """What opens and what does not, of all of these workspaces and nobody's."""
    from handrail.storage import resealing
    from handrail.storage.migrations.make import whole_metadata

    whole_metadata()
    return await resealing.try_all(database, [NOBODYS, *workspaces])


def in_words(shut: Mapping[str, Sequence[str]]) -> str:
    """`2 messages that wait to be sent (ids …)`, for each kind of secret."""
    from handrail.storage.sealing import kinds

    held = kinds()
    return "; ".join(
        f"{len(ids)} {held[name]} ({', '.join(ids[:5])}{', …' if len(ids) > 5 else ''})"
        for name, ids in shut.items()
    )
