"""Transcripts as recorders, editors and people write them, read into the same turns."""

import orjson
import pytest

from handrail.core.errors import Invalid
from handrail.features.calls.formats.every import read
from handrail.features.calls.model import Line
from handrail.features.calls.rules.evidence import Quoted, text_of

VTT = """WEBVTT

NOTE made by a recorder

1
00:00:01.000 --> 00:00:04.500
<v Ben Seller>Good morning, <i>Dana</i>.</v>

00:00:04.500 --> 00:00:07.000
<v Ben Seller>Thanks for your time.</v>

00:01:07.000 --> 00:01:12.250
<v Dana Buyer>We lose six hours
a week on rosters.</v>
"""
SRT = """1
00:00:01,000 --> 00:00:04,500
Ben Seller: Good morning, Dana.

2
00:00:04,500 --> 00:00:07,000
Thanks for your time.

3
00:01:07,000 --> 00:01:12,250
Dana Buyer: We lose six hours
a week on rosters.
"""
PLAIN = """Ben Seller: Good morning, Dana.
Thanks for your time.
Dana Buyer: We lose six hours
a week on rosters.
"""
STAMPED = """[00:01] Ben Seller: Good morning, Dana. Thanks for your time.
[01:07] Dana Buyer: We lose six hours a week on rosters.
"""
AFTER = """Ben Seller (00:01): Good morning, Dana. Thanks for your time.
Dana Buyer (01:07): We lose six hours a week on rosters.
"""
SENTENCES = orjson.dumps(
    {
        "data": {
            "transcript": {
                "sentences": [
                    {"speaker_name": "Ben Seller", "text": "Good morning, Dana.", "start_time": 1},
                    {"speaker_name": "Ben Seller", "text": "Thanks for your time.", "end_time": 7},
                    {
                        "speaker_name": "Dana Buyer",
                        "text": "We lose six hours a week on rosters.",
                        "start_time": 67,
                        "end_time": 72.25,
                    },
                ]
            }
        }
    }
).decode()
MONOLOGUES = orjson.dumps(
    {
        "callTranscripts": [
            {
                "callId": "1",
                "transcript": [
                    {
                        "speakerId": "Ben Seller",
                        "sentences": [
                            {"start": 1000, "end": 4500, "text": "Good morning, Dana."},
                            {"start": 4500, "end": 7000, "text": "Thanks for your time."},
                        ],
                    },
                    {
                        "speakerId": "Dana Buyer",
                        "sentences": [
                            {
                                "start": 67_000,
                                "end": 90_000_000,
                                "text": "We lose six hours a week on rosters.",
                            }
                        ],
                    },
                ],
            }
        ]
    }
).decode()
SAID = [
    ("Ben Seller", "Good morning, Dana. Thanks for your time."),
    ("Dana Buyer", "We lose six hours a week on rosters."),
]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("webvtt", VTT),
        ("srt", SRT),
        ("speakers", PLAIN),
        ("speakers", STAMPED),
        ("speakers", AFTER),
        ("recorder", SENTENCES),
        ("recorder", MONOLOGUES),
        ("webvtt", "\ufeff" + VTT.replace("\n", "\r\n")),
    ],
)
def test_the_same_call_reads_the_same_in_every_format(name: str, text: str) -> None:
    found, lines = read(text)
    assert found == name
    assert [(each.speaker, each.text) for each in lines] == SAID


@pytest.mark.parametrize("text", [VTT, SRT, STAMPED, AFTER, SENTENCES, MONOLOGUES])
def test_times_are_seconds_into_the_call(text: str) -> None:
    _, lines = read(text)
    assert [each.start for each in lines] == [1.0, 67.0]


def test_a_transcript_is_shown_with_its_times() -> None:
    _, lines = read(VTT)
    assert text_of(lines) == (
        "[00:01] Ben Seller: Good morning, Dana. Thanks for your time.\n"
        "[01:07] Dana Buyer: We lose six hours a week on rosters."
    )
    assert text_of([Line("Ada", "Late.", 3723)]) == "[1:02:03] Ada: Late."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("no speaker here", None),
        ("WEBVTT\n\nnothing", None),
        ('{"title": "a call"}', None),
        ("[not json", None),
        ("Ada: hello", "webvtt"),
        ("Ada: hello", "recorder"),
        ('{"a":' * 500 + "1" + "}" * 500, None),
    ],
)
def test_what_is_no_transcript_is_refused_with_the_formats_there_are(
    text: str, name: str | None
) -> None:
    with pytest.raises(Invalid) as refused:
        read(text, name)  # type: ignore[arg-type]
    assert refused.value.field == "transcript"
    assert "WebVTT" in refused.value.hint


def test_a_quote_is_found_whatever_its_case_and_signs() -> None:
    quoted = Quoted(read(VTT)[1])
    [evidence] = quoted.evidence(["we lose SIX hours, a week"], "strengths")
    assert evidence.line == 2
    for stranger in ("we lose seven hours", "ose six hours", "…"):
        with pytest.raises(Invalid, match="does not say"):
            quoted.evidence([stranger], "strengths")
