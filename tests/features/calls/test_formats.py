"""Transcripts as recorders, editors and people write them, read into the same turns."""

import time

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


def as_json(said: object) -> str:
    return orjson.dumps(said).decode()


BEN, DANA = "Good morning, Dana. Thanks for your time.", "We lose six hours a week on rosters."
BESIDE = as_json(
    {
        "text": f"{BEN} {DANA}",  # the whole of it once more, as speech recognisers tell it
        "segments": [
            {"id": 0, "speaker": "Ben Seller", "start": 1.0, "end": 7.0, "text": BEN},
            {"id": 1, "speaker": "Dana Buyer", "start": 67.0, "end": 72.25, "text": DANA},
        ],
        "words": [{"text": "Good", "start": 1}],
    }
)
WORDS = as_json(
    [
        {
            "participant": {"name": name},
            "words": [
                {
                    "text": word,
                    "start_timestamp": {"relative": begin + i / 4},
                    "end_timestamp": {"relative": begin + i / 4 + 0.25},
                }
                for i, word in enumerate(said.split())
            ],
        }
        for name, begin, said in (("Ben Seller", 1, BEN), ("Dana Buyer", 67, DANA))
    ]
)
CLOCKS = as_json(
    {
        "transcript": [
            {"speaker": {"display_name": "Ben Seller"}, "text": BEN, "timestamp": "00:00:01"},
            {"speaker": {"display_name": "Dana Buyer"}, "text": DANA, "timestamp": "00:01:07.000"},
        ]
    }
)
QUOTED = as_json(
    {
        "results": {
            "transcripts": [{"transcript": f"{BEN} {DANA}"}],
            "audio_segments": [
                {"speaker_label": "Ben Seller", "start_time": "1.0", "transcript": BEN},
                {"speaker_label": "Dana Buyer", "start_time": "67.0", "transcript": DANA},
            ],
        }
    }
)
SINCE_1970 = as_json(
    {
        "utterances": [
            {"speaker": "Ben Seller", "text": BEN, "startTime": 1_790_000_000_000},
            {"speaker": "Dana Buyer", "text": DANA, "startTime": 1_790_000_066_000},
        ]
    }
)
SHORT = as_json(
    {
        "utterances": [
            {"speaker": "Ben Seller", "text": BEN, "start": 1000, "end": 4500},
            {"speaker": "Dana Buyer", "text": DANA, "start": 67_000, "end": 72_000},
        ]
    }
)


@pytest.mark.parametrize("text", [BESIDE, WORDS, CLOCKS, QUOTED, SINCE_1970, SHORT])
def test_what_recorders_write_in_other_ways_reads_the_same(text: str) -> None:
    found, lines = read(text)
    assert found == "recorder"
    assert [(each.speaker, each.text) for each in lines] == SAID
    begun = [each.start for each in lines]
    assert begun == ([0.0, 66.0] if text is SINCE_1970 else [1.0, 67.0])


def test_speakers_that_have_only_a_number_are_called_by_it() -> None:
    said = {"utterances": [{"speaker": 0, "transcript": "Hi."}, {"speaker": 1, "text": "Hello."}]}
    assert [each.speaker for each in read(as_json(said))[1]] == ["Speaker 0", "Speaker 1"]


def test_a_recorder_that_tells_no_speakers_apart_makes_no_single_line() -> None:
    cues = [f"00:{i // 60:02}:{i % 60:02}.000 --> 00:{i // 60:02}:{i % 60:02}.900\n{i} words here"
            for i in range(600)]  # fmt: skip
    _, lines = read("WEBVTT\n\n" + "\n\n".join(cues))
    assert len(lines) > 3
    assert all(len(each.text) <= 2000 for each in lines)
    assert " ".join(each.text for each in lines).split()[::3] == [str(i) for i in range(600)]
    starts = [each.start for each in lines]
    assert starts == sorted(starts, key=lambda at: at or 0)
    assert None not in starts


def test_signs_that_webvtt_escapes_are_read() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Q&amp;A &lt;b&gt;</v>"
    assert read(text)[1] == (Line("Ada", "Q&A <b>", 1.0, 2.0),)


HOSTILE = {
    "tags": "WEBVTT\n\n00:01.000 --> 00:02.000\nAda: " + "<" * 500_000,
    "classes": "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v." * 150_000,
    "spaces": "Ada" + " " * 500_000 + "x",
    "lines": "Ada: x\n" + "y\n" * 100_000,
    "names": "Ada: x\n" + "a:a\n" * 100_000,
    "empty": "Ada: x" + "\n \n" * 150_000 + "Ben: y",
    "one speaker": "WEBVTT\n\n" + "00:00:01.000 --> 00:00:02.000\nhello\n\n" * 15_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_half_a_megabyte_is_read_in_time_that_grows_with_it(name: str) -> None:
    began = time.process_time()
    try:
        read(HOSTILE[name])
    except Invalid as refused:
        assert refused.field == "transcript"
    assert time.process_time() - began < 3  # some took minutes, and hours for what may be sent


def test_more_lines_than_any_call_has_are_refused() -> None:
    with pytest.raises(Invalid, match="at most"):
        read("Ada: x\n" + "y\n" * 200_001)


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
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada></v>", None),
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
