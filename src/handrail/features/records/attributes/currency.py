"""A sum of money, in the one currency of its attribute."""

from typing import Annotated

from pydantic import AfterValidator

from handrail.features.records.attributes.base import NoConfig
from handrail.features.records.attributes.figures import CURRENCIES, split_sign
from handrail.features.records.attributes.number import Number
from handrail.features.records.model import Attribute


def _known(code: str) -> str:
    if code.upper() not in CURRENCIES:
        raise ValueError("it is no ISO 4217 code, such as USD or EUR")
    return code.upper()


class CurrencyConfig(NoConfig):
    currency: Annotated[str, AfterValidator(_known)] = "USD"


class Currency(Number):
    """Kept and shown as a plain number; the currency is told with the attribute."""

    name, label, widget = "currency", "Currency", "money"
    expects = "an amount as a plain number, such as 1200.5"
    Config = CurrencyConfig
    may_be_unique = False

    def parse_one(self, text: str, attribute: Attribute) -> int | float:
        """As a number; a sign or code of another currency is refused."""
        amount, meant = split_sign(text)
        currency = attribute.config.get("currency", "USD")
        if meant and currency not in meant:
            raise self.refuse(attribute, f"{text[:60]!r} is in {meant[0]}, not in {currency}.")
        return self.number_in(amount, attribute)
