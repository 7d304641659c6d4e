"""An object with its fields as a page needs them: attributes, and what may be chosen in each."""

from dataclasses import dataclass
from typing import Any

from handrail.features.records.model import AttributeSeen, ObjectSeen
from handrail.features.records.operations.schema import list_attributes, list_options, list_stages
from handrail.features.workspaces.operations.members import list_members
from handrail.surfaces.web.fields import Choice, Field, option_choices, stage_choices
from handrail.surfaces.web.looks import hue
from handrail.surfaces.web.visit import Visit, every


@dataclass(frozen=True, slots=True)
class Described:
    object: ObjectSeen
    fields: tuple[Field, ...]

    @property
    def by_slug(self) -> dict[str, Field]:
        return {each.slug: each for each in self.fields}

    @property
    def named(self) -> bool:
        """Whether who looks may know what the records are called."""
        known = self.by_slug.get("name")
        return known is not None and not known.masked

    @property
    def title(self) -> str:
        """What the name is called."""
        known = self.by_slug.get("name")
        return known.title if known else "Name"


async def described(visit: Visit, name: str) -> Described:
    """By slug or id. Raises NotFound."""
    attributes = (await visit.ask(list_attributes, object=name)).attributes
    owner = next(each for each in await visit.objects() if name in (each.slug, each.id))
    fields = [await _field(visit, owner.slug, each) for each in attributes]
    return Described(owner, tuple(fields))


async def _field(visit: Visit, object_slug: str, seen: AttributeSeen) -> Field:
    return Field(
        slug=seen.slug,
        title=seen.title,
        type=seen.type,
        description=seen.description,
        required=seen.is_required,
        many=seen.is_multi_select or _links_many(seen),
        config=seen.config,
        target=seen.config.get("target_object"),
        choices=await _choices(visit, object_slug, seen),
        access=seen.access,
    )


def _links_many(seen: AttributeSeen) -> bool:
    config: dict[str, Any] = seen.config
    match config.get("cardinality"):
        case "many_to_many":
            return True
        case "one_to_many":
            return bool(config["forward"])
        case "many_to_one":
            return not config["forward"]
        case _:
            return False


async def _choices(visit: Visit, object_slug: str, seen: AttributeSeen) -> tuple[Choice, ...]:
    said = {"object": object_slug, "attribute": seen.slug}
    if seen.type == "pipeline":
        return stage_choices((await visit.ask(list_stages, **said)).stages)
    if seen.type in {"select", "multi_select"}:
        return option_choices((await visit.ask(list_options, **said)).options)
    if seen.type == "person":
        members = await every(visit, list_members, "members")
        return tuple(Choice(each.id, each.name, hue(each.name)) for each in members)
    return ()
