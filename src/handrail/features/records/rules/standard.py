"""The objects every workspace begins with, fit for all faces: what they hold, whom they link."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class StandardAttribute:
    slug: str
    title: str
    type: str
    description: str = ""
    required: bool = False
    unique: bool = False
    multi: bool = False
    default: Any = None
    beside: bool = False
    config: dict[str, Any] = field(default_factory=dict[str, Any])
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandardObject:
    slug: str
    singular: str
    plural: str
    attributes: tuple[StandardAttribute, ...]


@dataclass(frozen=True, slots=True)
class StandardRelationship:
    owner: str
    slug: str
    title: str
    target: str
    inverse_slug: str
    inverse_title: str
    cardinality: str
    data_fields: tuple[str, ...] = ()


A = StandardAttribute
NAME = A("name", "Name", "text", required=True)
OWNERS = A("owners", "Owners", "person", "Members who look after it.", multi=True)
TAGS = A("tags", "Tags", "list")
NOTES = A("notes", "Notes", "long_text", "One Markdown text; dated notes are separate.")
INDUSTRIES = (
    "Software", "Finance", "Health", "Manufacturing", "Retail", "Education", "Energy",
    "Logistics", "Media", "Public sector", "Services", "Other",
)  # fmt: skip
SOURCES = ("Inbound", "Outbound", "Referral", "Event", "Partner", "Website", "Import", "Other")


@dataclass(frozen=True, slots=True)
class StandardStage:
    title: str
    probability: float
    is_won: bool = False
    is_lost: bool = False


DEAL_STAGES = (
    StandardStage("Lead", 0.1),
    StandardStage("Qualified", 0.25),
    StandardStage("Proposal", 0.5),
    StandardStage("Negotiation", 0.75),
    StandardStage("Won", 1.0, is_won=True),
    StandardStage("Lost", 0.0, is_lost=True),
)

STANDARD_OBJECTS = (
    StandardObject("people", "Person", "People", (
        NAME,
        A("first_name", "First name", "text"),
        A("last_name", "Last name", "text"),
        A("emails", "Emails", "email", unique=True, multi=True),
        A("phones", "Phones", "phone", multi=True),
        A("job_title", "Job title", "text"),
        A("city", "City", "text"),
        A("country", "Country", "text"),
        A("linkedin", "LinkedIn", "url"),
        A("source", "Source", "select", options=SOURCES),
        A("last_contacted_at", "Last contacted", "datetime"),
        OWNERS, TAGS, NOTES,
    )),
    StandardObject("companies", "Company", "Companies", (
        NAME,
        A("domain", "Domain", "text", "Without https://; what mails are matched by."),
        A("website", "Website", "url"),
        A("industry", "Industry", "select", options=INDUSTRIES),
        A("employees", "Employees", "number"),
        A("annual_revenue", "Annual revenue", "currency"),
        A("phone", "Phone", "phone"),
        A("address", "Address", "text"),
        A("city", "City", "text"),
        A("country", "Country", "text"),
        A("location", "Location", "location"),
        OWNERS, TAGS, NOTES,
    )),
    StandardObject("deals", "Deal", "Deals", (
        NAME,
        A("stage", "Stage", "pipeline"),
        A("value", "Value", "currency"),
        A("close_date", "Close date", "date", "Expected, or when it was closed."),
        A("probability", "Probability", "number", "0 to 1, where it differs from the stage's.",
          config={"min": 0, "max": 1}),
        A("source", "Source", "select", options=SOURCES),
        A("next_step", "Next step", "text"),
        A("lost_reason", "Lost reason", "text"),
        OWNERS, TAGS, NOTES,
    )),
    StandardObject("leads", "Lead", "Leads", (
        NAME,
        A("source", "Source", "text", required=True, default="Manual"),
        A("status", "Status", "text"),
        A("score", "Score", "number", "0 to 100, by the scoring rules.", default=0, beside=True),
        A("description", "Description", "long_text"),
        A("email", "Email", "email"),
        A("phone", "Phone", "text"),
        A("website", "Website", "text"),
        A("address", "Address", "text"),
        A("city", "City", "text"),
        A("state", "State", "text"),
        A("country", "Country", "text"),
        A("postal_code", "Postal code", "text"),
        A("location", "Location", "location"),
        A("category", "Category", "text"),
        A("rating", "Rating", "number", "0 to 5."),
        A("review_count", "Reviews", "number"),
        A("source_id", "Source id", "text", "Its id where it came from."),
        A("logo_url", "Logo", "text"),
        A("last_interaction_at", "Last interaction", "datetime"),
        OWNERS, TAGS, NOTES,
    )),
    StandardObject("services", "Service", "Services", (
        NAME,
        A("amount", "Amount", "currency", "Price of one."),
        A("series", "Series", "text"),
        A("is_active", "Active", "boolean", default=True),
        OWNERS, NOTES,
    )),
    StandardObject("tasks", "Task", "Tasks", (
        NAME,
        A("type", "Type", "select", options=("To do", "Call", "Email", "Meeting")),
        A("status", "Status", "select", options=("Open", "In progress", "Done")),
        A("due_at", "Due", "datetime"),
        A("done_at", "Done at", "datetime"),
        OWNERS, NOTES,
    )),
    StandardObject("calls", "Call", "Calls", (
        NAME,
        A("status", "Status", "select",
          options=("pending", "processing", "scored", "failed", "skipped")),
        A("status_reason", "Status reason", "text"),
        A("called_at", "Called", "datetime"),
        A("duration", "Duration", "number", "Seconds."),
        A("direction", "Direction", "select", options=("Inbound", "Outbound")),
        A("score", "Score", "number", "0 to 100."),
        A("summary", "Summary", "long_text"),
        A("recording_url", "Recording", "url"),
        OWNERS, TAGS,
    )),
)  # fmt: skip

R = StandardRelationship
MANY = "many_to_many"
STANDARD_RELATIONSHIPS = (
    R("people", "companies", "Companies", "companies", "people", "People", MANY),
    R("companies", "parent", "Parent company", "companies", "subsidiaries", "Subsidiaries",
      "many_to_one"),
    R("deals", "companies", "Companies", "companies", "deals", "Deals", MANY),
    R("deals", "people", "People", "people", "deals", "Deals", MANY),
    R("deals", "services", "Services", "services", "deals", "Deals", MANY, ("quantity",)),
    R("tasks", "people", "People", "people", "tasks", "Tasks", MANY),
    R("tasks", "companies", "Companies", "companies", "tasks", "Tasks", MANY),
    R("tasks", "deals", "Deals", "deals", "tasks", "Tasks", MANY),
    R("calls", "people", "People", "people", "calls", "Calls", MANY),
    R("calls", "companies", "Companies", "companies", "calls", "Calls", MANY),
    R("calls", "deals", "Deals", "deals", "calls", "Calls", MANY),
)  # fmt: skip
