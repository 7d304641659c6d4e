"""What a transcript format is, and what all of them share."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable

from handrail.core.errors import Invalid
from handrail.features.calls.model import Line

TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?")
TAG = re.compile(r"<[^<>\n]{0,200}>")
NOBODY = "Speaker"
LONGEST_NAME = 100
# Patterns here are read over megabytes that strangers wrote: none looks far ahead, or back again.


class Format(ABC):
    """One way to write a transcript. `read` raises Invalid for what is none."""

    name: str
    title: str

    @abstractmethod
    def fits(self, text: str) -> bool:
        """Whether the text looks like this format, by how it begins."""

    @abstractmethod
    def read(self, text: str) -> Iterable[Line]:
        """The lines, in order; those of one speaker may still be several, none is empty."""


def seconds(match: re.Match[str]) -> float:
    """A point of time that TIME has matched."""
    hours, minutes, whole, part = match.groups()
    fraction = int(part.ljust(3, "0")) / 1000 if part else 0.0
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(whole) + fraction


def plain(text: str) -> str:
    """Without markup, on one line."""
    return " ".join((TAG.sub("", text) if "<" in text else text).split())


def unreadable(title: str, why: str) -> Invalid:
    return Invalid(
        f"The transcript cannot be read as {title}: {why}",
        field="transcript",
        hint="It may be WebVTT, SRT, a recorder's JSON, or one `Speaker: words` line a turn.",
    )
