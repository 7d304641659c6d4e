"""Some of several options."""

from handrail.features.records.attributes.base import EQUALITY
from handrail.features.records.attributes.select import Select


class MultiSelect(Select):
    """Each value as of a select; `eq` and `contains` ask for one of them, options have no order."""

    name, label, widget = "multi_select", "Multi-select", "choices"
    operators = EQUALITY
    sortable = False
    may_repeat = always_repeats = commas_separate = True
    expects = "a list of titles or ids of options"
