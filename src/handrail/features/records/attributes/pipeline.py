"""The stage something has reached."""

from handrail.features.records.attributes.select import Select


class Pipeline(Select):
    """A select whose options are stages: some close a record, as won or as lost."""

    name, label, widget = "pipeline", "Pipeline", "stage"
    expects = "the title or id of a stage"
    noun = "stage"
