"""What the verbs of this face share."""

from handrail.context import Context
from handrail.core.errors import ConfirmationRequired
from handrail.core.operation import Door
from handrail.core.shapes import WriteParams
from handrail.features.leads.face import NAME
from handrail.features.leads.model import Confirm

MCP_ONLY, REST_ONLY = frozenset({Door.MCP}), frozenset({Door.REST})


class Deleting(WriteParams):
    """What deletes says so: over REST its method does."""

    confirm: Confirm = False


def confirmed(ctx: Context, params: Deleting) -> None:
    if ctx.via.surface == NAME and not params.confirm:
        raise ConfirmationRequired("Set confirm: true to delete.")


def over_rest(ctx: Context) -> bool:
    return ctx.via.surface != NAME
