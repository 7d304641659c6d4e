"""WebVTT and SRT: blocks of a time span and what was said in it."""

import re
from collections.abc import Iterator

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
VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>\n]{1,100})>([^<]*(?:<(?!v[\s.])[^<]*)*)")
NAMED = re.compile(rf"([^\W\d_][^:\n]{{0,{LONGEST_NAME - 1}}}):\s+(\S.*)", re.DOTALL)


class _Cues(Format):
    def read(self, text: str) -> Iterator[Line]:
        last, found = NOBODY, False
        for start, end, said in _blocks(text):
            found = True
            for speaker, words in _voices(said):
                last = speaker or last
                if words := plain(words):
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
    for block in re.split(r"\n[ \t]*\n", text):
        head, _, said = block.partition(ARROW)
        began, rest = TIME.findall(head), said.partition("\n")
        ended = TIME.search(rest[0])
        if not began or ended is None:
            continue
        start = list(TIME.finditer(head))[-1]
        yield seconds(start), seconds(ended), rest[2]


def _voices(said: str) -> list[tuple[str | None, str]]:
    if voices := VOICE.findall(said):
        return [(" ".join(name.split()), words) for name, words in voices]
    if named := NAMED.match(said.strip()):
        return [(named[1].strip(), named[2])]
    return [(None, said)]
