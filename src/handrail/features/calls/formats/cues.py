"""WebVTT and SRT: blocks of a time span and what was said in it."""

import re
from collections.abc import Iterator
from html import unescape

from handrail.features.calls.formats.base import (
    LONGEST_NAME,
    NOBODY,
    TIME,
    Format,
    plain,
    seconds,
    unreadable,
)
from handrail.features.calls.model import Line

ARROW = "-->"
VOICE = re.compile(r"<v(?:\.[^\s<>]{0,100})?[ \t]([^<>\n]{1,100})>")
NAMED = re.compile(rf"([^\W\d_][^:\n]{{0,{LONGEST_NAME - 1}}}):\s+(\S.*)", re.DOTALL)
APART = re.compile(r"\n[ \t]*\n")


class _Cues(Format):
    def read(self, text: str) -> Iterator[Line]:
        last, found = NOBODY, False
        for start, end, said in _blocks(text):
            found = True
            for speaker, words in _voices(said):
                last = speaker or last
                if words := unescape(plain(words)):
                    yield Line(last, words, start, end)
        if not found:
            raise unreadable(self.title, "it has no cue with a time span.")


class WebVtt(_Cues):
    """W3C WebVTT, with `<v Name>` voices or names before a colon."""

    name, title = "webvtt", "WebVTT"

    def fits(self, text: str) -> bool:
        return text.startswith("WEBVTT")


class Srt(_Cues):
    """SubRip: numbered cues."""

    name, title = "srt", "SRT"

    def fits(self, text: str) -> bool:
        head = text[:200].split("\n", 2)
        return (
            ARROW in "".join(head[:2]) and TIME.search(head[-1] + head[0] + text[:60]) is not None
        )


def _blocks(text: str) -> Iterator[tuple[float, float, str]]:
    """Each cue: its two points of time, and what is said in it."""
    for block in APART.split(text):
        head, _, said = block.partition(ARROW)
        until, _, words = said.partition("\n")
        ended = TIME.search(until)
        began = list(TIME.finditer(head, head.rfind("\n") + 1))
        if began and ended is not None:
            yield seconds(began[-1]), seconds(ended), words  # the last: a number may stand before


def _voices(said: str) -> Iterator[tuple[str | None, str]]:
    """What is said in a cue by voice; None goes on with the voice before."""
    voices = list(VOICE.finditer(said))
    if not voices and (named := NAMED.match(said.strip())):
        yield named[1].strip(), named[2]
        return
    ends = [each.start() for each in voices] + [len(said)]
    yield None, said[: ends[0]]
    for each, end in zip(voices, ends[1:], strict=True):
        yield " ".join(each[1].split()), said[each.end() : end]
