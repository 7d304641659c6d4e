"""The shapes this room knows by itself; `catalog.py` adds those of the rooms above."""

from handrail.features.webhooks.shapes.base import Shape
from handrail.features.webhooks.shapes.native import NATIVE

SHAPES: tuple[Shape, ...] = (NATIVE,)
