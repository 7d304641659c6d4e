"""Who is in the demo: the team, and the machines that work for it."""

from dataclasses import dataclass

from handrail.core.actor import Role

WORKSPACE, SLUG = "Brindlewick", "demo"
DOMAIN = "brindlewick.example"


@dataclass(frozen=True, slots=True)
class Person:
    """`wins` is how many times likelier than others they win; `opens` the hour UTC their day
    begins."""

    key: str
    name: str
    role: Role
    team: str
    wins: float = 1.0
    opens: int = 8

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class Agent:
    """A program with a key of a member's. `client` is how it names itself."""

    key: str
    name: str
    member: str
    surface: str
    client: str
    writes: bool = True


@dataclass(frozen=True, slots=True)
class Voice:
    """Who did something: a member, in the web app unless an agent did it for them."""

    member: str
    agent: str | None = None
    surface: str = "web"


TEAMS = (
    # name, manager, region
    ("Americas", "Dana Whitcombe", "North America"),
    ("EMEA", "Idris Kayacan", "Europe, Australia"),
    ("Inbound", "Mara Lindholt", "Everywhere"),
)
PEOPLE = (
    Person("mara", "Mara Lindholt", "admin", "Inbound", opens=7),
    Person("dana", "Dana Whitcombe", "manager", "Americas", 1.1, 13),
    Person("luis", "Luis Peralta", "rep", "Americas", 0.85, 14),
    Person("aisha", "Aisha Bellamy", "rep", "Americas", 1.25, 13),
    Person("idris", "Idris Kayacan", "manager", "EMEA", 1.0, 7),
    Person("freya", "Freya Novakova", "rep", "EMEA", 1.35, 7),
    Person("sanjay", "Sanjay Menonte", "rep", "EMEA", 0.9, 8),
    Person("noor", "Noor Haddadin", "rep", "Inbound", 0.95, 8),
)
BY_KEY = {each.key: each for each in PEOPLE}
ADMIN = PEOPLE[0]
AGENTS = (
    Agent("claude_aisha", "Claude", "aisha", "mcp", "Claude"),
    Agent("claude_freya", "Claude", "freya", "mcp", "Claude"),
    Agent("claude_sanjay", "Claude", "sanjay", "mcp", "Claude"),
    Agent("code", "Claude Code", "mara", "mcp", "Claude Code"),
    Agent("zapier", "Zapier import", "noor", "rest", "Zapier"),
    Agent("recorder", "Call recorder", "mara", "rest", "Call recorder"),
    Agent("reports", "Weekly report", "mara", "mcp", "Claude", writes=False),
)
ASSISTED = {each.member: each.key for each in AGENTS if each.client == "Claude" and each.writes}
SELLERS = {
    "Americas": (("luis", 32), ("aisha", 38), ("dana", 12), ("noor", 12)),
    "EMEA": (("freya", 34), ("sanjay", 32), ("idris", 14), ("noor", 12)),
}
"""Region → (member, how many accounts they have)"""


def person(key: str) -> Voice:
    return Voice(key)


def agent(key: str) -> Voice:
    found = next(each for each in AGENTS if each.key == key)
    return Voice(found.member, found.key, found.surface)


IMPORTING = Voice(ADMIN.key, surface="cli")
"""Mara at the command line, on the first day."""
