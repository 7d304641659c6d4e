"""An e-mail address."""

import re
from functools import lru_cache
from typing import Any

from email_validator import EmailNotValidError, validate_email

from handrail.features.records.attributes.base import ChipConfig
from handrail.features.records.attributes.text import Text
from handrail.features.records.model import Attribute, Schema

# A dot-atom of RFC 5322 §3.2.3, at most 64 long (RFC 5321 §4.5.3.1.1): most of what is met.
PLAIN = re.compile(r"(?=.{1,64}$)[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
NAMED = re.compile(r"[^<>]*<([^<>\s]+)>")


class Email(Text):
    """Kept with its domain in lower case. Whether it can be delivered is not asked."""

    name, label, widget = "email", "E-mail", "email"
    commas_separate = True
    expects = "an e-mail address, such as ada@acme.com"
    Config = ChipConfig

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> str:
        text = self.text_of(said, attribute)
        local, _, domain = text.rpartition("@")
        try:
            if PLAIN.fullmatch(local):
                return f"{local}@{_domain(domain)}"
            return _checked(text)
        except EmailNotValidError as error:
            problem = f"{text[:80]!r} is no e-mail address. {error}"
            raise self.refuse(attribute, problem) from error

    def parse_one(self, text: str, attribute: Attribute) -> str:
        """The address alone of `Ada <ada@acme.com>` and `mailto:ada@acme.com`."""
        named = NAMED.fullmatch(text)
        return named[1] if named else text.removeprefix("mailto:")


def _checked(text: str) -> str:
    # test_environment lets `.test` through: RFC 2606 keeps it for what tests make up
    return validate_email(text, check_deliverability=False, test_environment=True).normalized


@lru_cache(4096)
def _domain(said: str) -> str:
    """A domain as it is kept; the same few come again and again."""
    return _checked(f"a@{said}").removeprefix("a@")
