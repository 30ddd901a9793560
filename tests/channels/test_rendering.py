"""The form of a reply's text, as it is read once for all renderers."""

import pytest

from bot.channels.message import Choice, Message, Part
from bot.channels.rendering import Block, Piece, blocks, pieces, plain, words

REPLY = Message(
    "Call 999 now, or have someone near you call. Say where it is.\n\n"
    "Before that:\n1. Speak to your lead.\n2. Ask for consent where that is safe.\nThen write it down.\n\n"
    "- County health: DCHST.StartingPoint@nhs.net\n- The police are on 101\n\n"
    "Source: Handbook 2.12, page 23.\n\n"
    "If the risk was graded? It decides who is told.",
    choices=(Choice("Standard", "/pick"), Choice("High", "/pick")),
    parts=(Part("question", "If the risk was graded? It decides who is told."),),
)


def told(block: Block) -> tuple[str, list[str]]:
    return block.kind, [words(line) for line in block.lines]


def test_a_reply_is_read_as_its_blocks():
    first, *rest = blocks(REPLY)
    assert words(first.lead) == "Call 999 now, or have someone near you call."
    assert told(first) == ("paragraph", ["Say where it is."])
    assert [told(block) for block in rest] == [
        ("paragraph", ["Before that:"]),
        ("numbers", ["Speak to your lead.", "Ask for consent where that is safe."]),
        ("paragraph", ["Then write it down."]),
        ("list", ["County health: DCHST.StartingPoint@nhs.net", "The police are on 101"]),
        ("source", ["Source: Handbook 2.12, page 23."]),
        ("question", ["If the risk was graded? It decides who is told."]),
    ]
    assert not any(block.lead for block in rest)


def test_numbers_that_begin_again_are_another_list():
    one, other = blocks(Message("1. a\n2. b\n1. c"))
    assert [words(line) for line in one.lines] == ["a", "b"] and (other.first, len(other.lines)) == (1, 1)
    [third] = blocks(Message("3. c\n4. d"))
    assert third.first == 3


def test_the_record_that_was_asked_for_is_one_block():
    record = "Record of advice\nAdvice:\n- Tell your lead\n\nReason: ____"
    first, second = blocks(Message(f"{record}\n\nCopy it into your own system.", record=record))
    assert told(first) == ("record", record.split("\n"))
    assert words(second.lead or second.lines[0]) == "Copy it into your own system."
    assert [b.kind for b in blocks(Message("Tell your lead.", record=record))] == ["paragraph"]


@pytest.mark.parametrize(
    ("line", "links"),
    [
        ("Ring 0808 2000 247, at any hour.", {"0808 2000 247": "tel:08082000247"}),
        ("Call 999 now", {"999": "tel:999"}),
        ("the police are on 101.", {"101": "tel:101"}),
        ("page 101 and 101% of 1999", {}),
        ("Childline 0800 1111; Samaritans 116 123", {"0800 1111": "tel:08001111", "116 123": "tel:116123"}),
        ("a.b-c@nhs.net, or x@y.gov.uk.", {"a.b-c@nhs.net": "mailto:a.b-c@nhs.net", "x@y.gov.uk": "mailto:x@y.gov.uk"}),
        (
            "More at https://www.refuge.org.uk/help.",
            {"https://www.refuge.org.uk/help": "https://www.refuge.org.uk/help"},
        ),
        ("(www.refuge.org.uk)", {"www.refuge.org.uk": "https://www.refuge.org.uk"}),
        ("+44 1332 640777", {"+44 1332 640777": "tel:+441332640777"}),
        ("Handbook 2.12, page 23, 14 ticks", {}),
        ("http://plain.example is no link", {}),
        ("see ddscp.org.uk/local. Not e.g. this", {"ddscp.org.uk/local": "https://ddscp.org.uk/local"}),
        ("call 101/999", {"101": "tel:101", "999": "tel:999"}),
        ("12/999 and 3.5.", {}),
    ],
)
def test_what_a_line_leads_to(line, links):
    found = pieces(line)
    assert words(found) == line
    assert {piece.text: piece.to for piece in found if piece.to} == links


def test_nothing_is_read_as_nothing():
    assert blocks(Message("")) == [] and blocks(Message(" \n\n ")) == [] and pieces("") == ()
    assert pieces("plain") == (Piece("plain"),)


def test_the_plain_rendering_is_all_that_is_said_and_offered():
    assert plain(REPLY) == f"{REPLY.text}\n\n[Standard]\n[High]"
