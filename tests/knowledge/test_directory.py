"""Looking an entry of the directory up by its name, also misspelt, and what is asked of it."""

import re
from pathlib import Path

import pytest
import yaml

from knowledge.pack import Pack
from knowledge.services import detail_asked, look_up

EXAMPLES = Path(__file__).parents[2] / "bot/data/nlu"


def ids(pack: Pack, text: str) -> list[str]:
    return [entry.id for entry in look_up(pack, text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("galops number", ["galop"]),
        ("What's Galop's number?", ["galop"]),
        ("gallop phone", ["galop"]),
        ("hadari narri", ["hadhari-nari"]),
        ("hadhari nari please", ["hadhari-nari"]),
        ("mans advice line", ["mens-advice-line"]),
        ("what is the mens advise line's number", ["mens-advice-line"]),
        ("glow", ["glow-derby", "glow-derbyshire"]),
        ("glow's email?", ["glow-derby", "glow-derbyshire"]),
        ("call derbyshire", ["call-derbyshire"]),
        ("starting point number", ["derbyshire-social-care", "call-derbyshire"]),
        ("derby city careline", ["derby-city-care-line"]),
        ("number for refuge in derby", ["refuge-derby", "refuge-national"]),
        ("the number for respect please", ["respect-phoneline"]),
        ("respect phonline", ["respect-phoneline"]),
        ("the mix website", ["the-mix"]),
        ("the Elm Foundaton number", ["elm-foundation"]),
        ("elm", ["elm-foundation"]),
        ("karma nivana", ["karma-nirvana"]),
        ("rape crises", ["rape-crisis"]),
        ("survivers uk", ["survivors-uk"]),
        ("child line number", ["childline"]),
        ("number for sv2", ["sv2"]),
        ("aafda email", ["aafda"]),
        ("north midwives email", ["north-midwives"]),
        ("claires law", ["clares-law"]),
        ("non-molestation ordr", ["non-molestation-order"]),
        ("occupation order", ["occupation-order"]),
        ("building choices", ["building-choices"]),
        ("marac form", ["marac-referral-form"]),
        ("dvrim", ["dvrim"]),
        ("early help assessment form", ["early-help-assessment"]),
        ("is it galop or karma nirvana", ["galop", "karma-nirvana"]),
        ("section 47", ["section-47-enquiry"]),
        ("which social care for the girls", ["derby-city-social-care", "derbyshire-social-care"]),
        ("so who do i ring, social services, is there a number", ["derby-city-social-care", "derbyshire-social-care"]),
        ("and is the email for social care still the same one", ["derby-city-social-care", "derbyshire-social-care"]),
    ],
)
def test_a_name_is_found_also_misspelt(pack: Pack, text: str, found: list[str]):
    assert ids(pack, text) == found


def test_every_entry_is_found_by_its_own_name(pack: Pack):
    entries = [*pack.services, *pack.contacts.values(), *pack.front_doors]
    names = {entry.id: re.sub(r"\s*\([^)]*\)", "", entry.name) for entry in entries}
    assert [name for id, name in names.items() if id not in ids(pack, name)] == []


def test_a_line_that_the_directory_does_not_have_is_not_found(pack: Pack):
    assert ids(pack, "samaritans number") == []


# Words that name an entry of the directory, said in passing: to find that entry is right.
NAMED = re.compile(
    r"marac|\bidvas?\b|encompass|sdat|\bnon.?mol|child ?line|refuge|prohibited step|\bppns?\b|\bdash\b|dvrim|dvram|\bdvp[no]s?\b|\bdap[no]\b|clare|nspcc|"
    r"\bfgm\b|chronology|order\b|galop|early help|\beha\b|\bdsl\b|hadhari|pitstop|guardianship|\bsgo\b|protection plan|strat|\bplo\b|women's aid|dvds|"
    r"samaritan|section 47|\bs47\b|helpline|mankind|elm|ddscp|cafcass|\btaf\b|threshold|social care|housing options|midwives|probation|mappa|\biom\b|"
    r"victim support|rape crisis|portal|duluth|safer derbyshire|training|interpreter|conference|dart|ncdv|legal|safety plan|remedi|rpc|conflict|"
    r"\bric\b|safelives|whole family|notice|pre.?birth|victims in their own|dv assist|999|webinar|accommodation|safehouse|partnership|sv2|kooth|young minds|"
    r"bambu|crossroads|pegs|glow|nirvana|napac|aafda|the mix|freedom|play therapy|care act|commissioner|children act|review team|think family|concealed|"
    r"form\b|directory|report|e-?learning|young carer|building choices|\b180\b|irt\b|respect phone|advice line|sikh|willow|documents? library|uncrc|"
    r"information sharing|abuse act|guidance|procedure|protocol|right to (?:ask|know)|referral|youth justice|\byot\b|consortium|outline|"
    r"parenting assessment|divrim|team around|enc?n?o[mn]pas|child first|victim contact|offender|safety worker|behaviour change|\bspo\b|\bnmo\b|injunction|orders|"
    r"starting point|response team|city health|routine enquiry",
    re.IGNORECASE,
)


def ordinary() -> list[str]:
    """Examples of messages without any such word."""
    found = []
    for path in sorted(EXAMPLES.glob("*.yml")):
        for intent in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = [line.strip().removeprefix("- ") for line in intent.get("examples", "").splitlines()]
            found += [line for line in lines if line and not NAMED.search(line)]
    return found


def test_ordinary_sentences_name_nobody(pack: Pack):
    sentences = ordinary()
    assert len(sentences) > 5_000
    fired = [(text, named) for text in sentences if (named := ids(pack, text))]
    assert fired == []


@pytest.mark.parametrize(
    "text",
    [
        "they show no respect",
        "she is in the mix somewhere",
        "i wish he would stop",
        "he made a dash for the door",
        "what is a section 7 report",
        "s7",
        "her face was all aglow",
        "he plays darts on a friday",
        "is there a good starting point for a new starter",
        "im worried about a child in my class",
        "he sits under the elm in the garden",
        "hey, DSL here",
        "does it meet threshold",
        "the children act up at home time",
        "mum says she wants to be safe and live her life",
        "",
        "?!",
        "x" * 3000,
    ],
)
def test_ordinary_words_are_no_names(pack: Pack, text: str):
    assert ids(pack, text) == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("is there an email?", {"email"}),
        ("and their website?", {"web"}),
        ("just the number please", {"phone"}),
        ("do they need consent", {"consent"}),
        ("and their phone?", {"phone"}),
        ("what's galop's number", {"phone"}),
        ("galops number", {"phone"}),
        ("just the email please", {"email"}),
        ("number and email?", {"phone", "email"}),
        ("does she need to agree to this?", {"consent"}),
        ("who can refer?", {"referral"}),
        ("can i refer her or does she ring herself", {"referral"}),
        ("can she self-refer", {"referral"}),
        ("do they take self referrals", {"referral"}),
        ("are they open at weekends", {"hours"}),
        ("what time do they open", {"hours"}),
        ("opening hours", {"hours"}),
        ("is it 24 hours", {"hours"}),
        ("can i refer without her consent", {"referral", "consent"}),
        ("how do i contact them", {"phone"}),
        ("have they got a web page", {"web"}),
        ("the number of incidents went up", set()),
        ("he smashed her phone", set()),
        ("he checks her phone every night", set()),
        ("she has gone to her mum's", set()),
        ("hello", set()),
        ("", set()),
    ],
)
def test_what_is_asked_of_an_entry(text: str, asked: set[str]):
    assert detail_asked(text) == asked
