"""What companies in the demo are called and how large they are: invented, all of them."""

from dataclasses import dataclass
from random import Random

BEGINNINGS = (
    "Alder", "Amber", "Arden", "Ash", "Barrow", "Birch", "Bracken", "Bram", "Brindle", "Calder",
    "Carrow", "Cedar", "Copper", "Cor", "Dun", "Elder", "Ember", "Fallow", "Fen", "Fern", "Gorse",
    "Grey", "Hallow", "Harrow", "Hazel", "Heron", "Hollin", "Ivy", "Juniper", "Kestrel", "Lark",
    "Linden", "Loam", "Marl", "Merrow", "Moss", "Oster", "Otter", "Pell", "Pine", "Quill",
    "Raven", "Rowan", "Rush", "Sable", "Sedge", "Silver", "Sparrow", "Tamar", "Tarn", "Teal",
    "Thistle", "Umber", "Vale", "Wester", "Whin", "Willow", "Wren", "Yarrow",
)  # fmt: skip
ENDINGS = (
    "bank", "beck", "borough", "bridge", "brook", "bury", "combe", "croft", "dale", "den", "fell",
    "field", "ford", "gate", "hurst", "ley", "mere", "mill", "moor", "more", "quay", "shaw", "side",
    "stead", "stow", "thorpe", "vale", "water", "wick", "worth",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Industry:
    """`kinds` follow a company's own name; `staff` is a usual head count; `pace` is how many
    times longer than others its deals take, `wins` how many times likelier they are won."""

    name: str
    kinds: tuple[str, ...]
    staff: int
    weight: int
    pace: float = 1.0
    wins: float = 1.0


INDUSTRIES = (
    Industry("Logistics", ("Freight", "Haulage", "Logistics", "Couriers", "Cold Chain", "Storage"),
             260, 17, 0.9, 1.35),
    Industry("Health", ("Clinics", "Home Care", "Health", "Dental", "Diagnostics", "Pharmacies"),
             340, 15, 1.2, 1.2),
    Industry("Retail", ("Grocers", "Outfitters", "Home", "Foods", "Garden Centres", "Bakeries"),
             420, 14, 0.8, 1.0),
    Industry("Manufacturing", ("Tooling", "Castings", "Plastics", "Components", "Packaging"),
             310, 12, 1.0, 1.1),
    Industry("Services", ("Cleaning", "Security", "Catering", "Facilities", "Staffing", "Events"),
             230, 12, 0.8, 1.1),
    Industry("Public sector", ("Transit", "Housing Trust", "Water", "Libraries", "Leisure Trust"),
             680, 6, 1.9, 0.9),
    Industry("Education", ("College", "Academies", "Nurseries", "Learning"), 280, 5, 1.5, 0.8),
    Industry("Energy", ("Solar", "Wind", "Heat Networks", "Grid Services"), 190, 5, 1.1, 0.9),
    Industry("Software", ("Software", "Labs", "Systems", "Analytics"), 95, 5, 0.7, 0.6),
    Industry("Finance", ("Insurance", "Credit Union", "Advisers", "Leasing"), 150, 4, 1.3, 0.6),
    Industry("Media", ("Press", "Studios", "Radio", "Cinemas"), 120, 3, 0.9, 0.7),
    Industry("Other", ("Cooperative", "Farms", "Foundation", "Zoo"), 140, 2, 1.0, 0.8),
)  # fmt: skip


class Namer:
    """Names, none of them twice."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._stems = [
            a + b for a in BEGINNINGS for b in ENDINGS if a[-1].lower() != b[0] and a.lower() != b
        ]
        rng.shuffle(self._stems)

    def name(self, industry: Industry) -> tuple[str, str]:
        """(name, domain); .example is nobody's (RFC 2606 §2)."""
        stem, kind = self._stems.pop(), self._rng.choice(industry.kinds)
        short = kind.split()[0].lower() if self._rng.random() < 0.4 else ""
        return f"{stem} {kind}", f"{stem.lower()}{short}.example"


def staff(rng: Random, industry: Industry) -> int:
    """A head count: most are small, a few are large."""
    return min(3000, max(8, round(industry.staff * rng.lognormvariate(-0.35, 0.85))))
