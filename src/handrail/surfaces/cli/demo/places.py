"""Cities of the demo, where they really are, with telephone numbers kept free for fiction.

Numbers: 555-01xx (NANPA); Ofcom's, the Bundesnetzagentur's, ARCEP's, PTS's, ComReg's and ACMA's
ranges for drama. Nobody can be called on any of them.
"""

from dataclasses import dataclass
from random import Random

AMERICAS, EMEA = "Americas", "EMEA"


@dataclass(frozen=True, slots=True)
class City:
    """`phone` is a number in which each `#` stands for any digit."""

    name: str
    state: str
    country: str
    lat: float
    lng: float
    phone: str
    region: str
    weight: int = 2


US, CA, UK, DE, FR = "United States", "Canada", "United Kingdom", "Germany", "France"
IE, SE, AU = "Ireland", "Sweden", "Australia"
CITIES = (
    City("New York", "NY", US, 40.7128, -74.0060, "+1212555 01##", AMERICAS, 6),
    City("Boston", "MA", US, 42.3601, -71.0589, "+1617555 01##", AMERICAS, 4),
    City("Chicago", "IL", US, 41.8781, -87.6298, "+1312555 01##", AMERICAS, 5),
    City("Atlanta", "GA", US, 33.7490, -84.3880, "+1404555 01##", AMERICAS, 4),
    City("Denver", "CO", US, 39.7392, -104.9903, "+1303555 01##", AMERICAS, 4),
    City("Austin", "TX", US, 30.2672, -97.7431, "+1512555 01##", AMERICAS, 4),
    City("Dallas", "TX", US, 32.7767, -96.7970, "+1214555 01##", AMERICAS, 3),
    City("Seattle", "WA", US, 47.6062, -122.3321, "+1206555 01##", AMERICAS, 3),
    City("Portland", "OR", US, 45.5152, -122.6784, "+1503555 01##", AMERICAS),
    City("San Diego", "CA", US, 32.7157, -117.1611, "+1619555 01##", AMERICAS),
    City("Oakland", "CA", US, 37.8044, -122.2712, "+1510555 01##", AMERICAS, 3),
    City("Minneapolis", "MN", US, 44.9778, -93.2650, "+1612555 01##", AMERICAS),
    City("Columbus", "OH", US, 39.9612, -82.9988, "+1614555 01##", AMERICAS),
    City("Raleigh", "NC", US, 35.7796, -78.6382, "+1919555 01##", AMERICAS),
    City("Toronto", "ON", CA, 43.6532, -79.3832, "+1416555 01##", AMERICAS, 4),
    City("Vancouver", "BC", CA, 49.2827, -123.1207, "+1604555 01##", AMERICAS),
    City("Montréal", "QC", CA, 45.5019, -73.5674, "+1514555 01##", AMERICAS),
    City("London", "England", UK, 51.5074, -0.1278, "+44207946 0###", EMEA, 6),
    City("Manchester", "England", UK, 53.4808, -2.2426, "+44161496 0###", EMEA, 4),
    City("Leeds", "England", UK, 53.8008, -1.5491, "+44113496 0###", EMEA),
    City("Bristol", "England", UK, 51.4545, -2.5879, "+44117496 0###", EMEA),
    City("Edinburgh", "Scotland", UK, 55.9533, -3.1883, "+44131496 0###", EMEA),
    City("Cardiff", "Wales", UK, 51.4816, -3.1791, "+44292018 0###", EMEA, 1),
    City("Dublin", "Leinster", IE, 53.3498, -6.2603, "+35320914 ####", EMEA, 3),
    City("Cork", "Munster", IE, 51.8985, -8.4756, "+35320917 ####", EMEA, 1),
    City("Berlin", "Berlin", DE, 52.5200, 13.4050, "+493023125 ###", EMEA, 4),
    City("Hamburg", "Hamburg", DE, 53.5511, 9.9937, "+494066969 ###", EMEA, 3),
    City("Munich", "Bavaria", DE, 48.1351, 11.5820, "+498999998 ###", EMEA, 3),
    City("Cologne", "North Rhine-Westphalia", DE, 50.9375, 6.9603, "+492214710 ###", EMEA),
    City("Paris", "Île-de-France", FR, 48.8566, 2.3522, "+33199 00####", EMEA, 4),
    City("Lyon", "Auvergne-Rhône-Alpes", FR, 45.7640, 4.8357, "+33465 71####", EMEA),
    City("Lille", "Hauts-de-France", FR, 50.6292, 3.0573, "+33353 01####", EMEA, 1),
    City("Stockholm", "Stockholm", SE, 59.3293, 18.0686, "+468465 004##", EMEA, 3),
    City("Gothenburg", "Västra Götaland", SE, 57.7089, 11.9746, "+4631390 060#", EMEA),
    City("Sydney", "NSW", AU, -33.8688, 151.2093, "+6127010 ####", EMEA),
    City("Melbourne", "VIC", AU, -37.8136, 144.9631, "+6135550 ####", EMEA),
)
STREETS = (
    "Mill Lane", "Station Road", "Harbour Street", "Foundry Way", "Orchard Avenue", "Canal Street",
    "Market Square", "Chapel Street", "Quarry Road", "Garden Row", "Depot Road", "Weaver Street",
    "Bridge Street", "Lantern Court", "Granary Yard", "Tannery Road", "Kiln Street", "Park Row",
)  # fmt: skip


def phone(rng: Random, city: City) -> str:
    """A number of the city in E.164."""
    digits = (rng.choice("0123456789") if sign == "#" else sign for sign in city.phone)
    return "".join(digits).replace(" ", "")


def near(rng: Random, city: City) -> tuple[float, float]:
    """Latitude and longitude of an address in the city, some kilometres from its centre."""
    return (
        round(city.lat + rng.gauss(0, 0.025), 6),
        round(city.lng + rng.gauss(0, 0.035), 6),
    )


def address(rng: Random, city: City) -> str:
    return f"{rng.randint(1, 240)} {rng.choice(STREETS)}, {city.name}"
