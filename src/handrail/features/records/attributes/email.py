"""An e-mail address."""

import re
from typing import Any

from email_validator import EmailNotValidError, validate_email

from handrail.features.records.attributes.text import Text
from handrail.features.records.model import Attribute, Schema

NAMED = re.compile(r"[^<>]*<([^<>\s]+)>")


class Email(Text):
    """Kept with its domain in lower case. Whether it can be delivered is not asked."""

    name, label, widget = "email", "E-mail", "email"
    commas_separate = True
    expects = "an e-mail address, such as ada@acme.com"

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> str:
        text = self.text_of(said, attribute)
        try:
            # test_environment lets `.test` through: RFC 2606 keeps it for what tests make up
            checked = validate_email(text, check_deliverability=False, test_environment=True)
        except EmailNotValidError as error:
            problem = f"{text[:80]!r} is no e-mail address. {error}"
            raise self.refuse(attribute, problem) from error
        return checked.normalized

    def parse_one(self, text: str, attribute: Attribute) -> str:
        """The address alone of `Ada <ada@acme.com>` and `mailto:ada@acme.com`."""
        named = NAMED.fullmatch(text)
        return named[1] if named else text.removeprefix("mailto:")
