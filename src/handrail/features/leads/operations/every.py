"""All verbs of the face, in the order of its contract."""

from handrail.core.operation import operations_in
from handrail.features.leads.operations import (
    attributes,
    batches,
    figures,
    keys,
    leads,
    notes,
    scoring,
    webhooks,
)

OPERATIONS = operations_in(leads, batches, notes, attributes, scoring, webhooks, keys, figures)
