"""What the pack says: every fact of the print is there, no sentence of it is, and no test stands in the training data."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.talks import TO_LEARN, utterances
from knowledge.conditions import holds
from knowledge.guides import Guide
from knowledge.pack import DEFAULT, Pack

ROOT = Path(__file__).parents[2]
FACTS = sorted(Path(__file__).with_name("facts").glob("*.yml"))
SEEDS = ROOT.parent / "shared" / "seeds"  # the source documents: not ours to publish, so not in the repository
RUN = 9  # words in a row that make a copied sentence
SECTIONS = [
    *(f"1.{n}" for n in range(1, 8)),
    *(f"2.{n}" for n in range(1, 13)),
    *(f"3.{n}" for n in range(1, 13)),
    *(f"4.{n}" for n in range(1, 11)),
    "A1",
    "B-derby",
    "B-durham",
    "B-llr",
    "B-solihull",
]


def yaml_of(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def words(text: str) -> list[str]:
    """The text's words, without case, punctuation, apostrophes and the addresses of links."""
    bare = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).lower()
    bare = re.sub(r"https?://\S+", " ", bare)
    return re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", bare))


# -- the sections ----------------------------------------------------------------------------------------------


def test_the_sections_are_those_of_the_print(pack: Pack):
    assert list(pack.sections) == SECTIONS
    assert len(SECTIONS) == 46


def test_every_section_has_its_table_of_facts():
    assert sorted(path.stem for path in FACTS) == sorted(SECTIONS)


@pytest.mark.parametrize("path", FACTS, ids=lambda path: path.stem)
def test_every_fact_of_the_print_is_in_its_section(pack: Pack, path: Path):
    file = next(DEFAULT.glob(f"*/{path.stem}.md"))
    text = re.sub(r"\s+", " ", file.read_text(encoding="utf-8").lower().replace("’", "'"))
    missing = [
        f"{fact['fact']}: {need}"
        for fact in yaml_of(path)
        for need in map(str, fact["needs"])
        if not any(one.strip().lower() in text for one in need.split("|"))
    ]
    assert missing == []


def test_every_section_has_questions_enough(pack: Pack):
    few = {section.id: n for section in pack.sections.values() if (n := len({*map(folded, section.questions)})) < 60}
    assert few == {}


def test_there_are_uncovered_questions_enough(pack: Pack):
    assert len({folded(one.q) for one in pack.uncovered}) >= 500


def test_a_section_has_a_title_a_page_and_a_date_of_its_last_check(pack: Pack):
    for section in pack.sections.values():
        assert section.title
        assert section.page
        assert section.front.last_checked


# -- nothing is copied -----------------------------------------------------------------------------------------


def runs(text: str) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return zip(*(found[start:] for start in range(RUN)), strict=False)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def our_texts() -> Iterator[tuple[str, str]]:
    """Every text of ours that a practitioner may read, with where it stands."""
    for path in [*DEFAULT.glob("*/*.md"), DEFAULT / "about.md"]:
        yield path.name, path.read_text(encoding="utf-8").split("---\n", 2)[2]
    files = [
        *DEFAULT.glob("guides/*.yml"),
        *(DEFAULT / f"{name}.yml" for name in ("services", "glossary", "pathway", "areas")),
    ]
    for path in [*files, ROOT / "domain.yml"]:
        for text in strings(yaml_of(path)):
            yield path.name, text


def names(pack: Pack) -> Iterator[str]:
    """Names and titles, which are as printed: of sections, documents, services and rows of the table."""
    for section in pack.sections.values():
        yield from (section.title, *section.front.aliases, *(link.name for link in section.front.links))
    for service in pack.services:
        yield from (service.name, *service.also)
    yield from (stage.printed for stage in pack.pathway.stages)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the source documents, ../shared/seeds, are not beside the repository")
def test_no_sentence_of_the_print_is_copied(pack: Pack):
    printed = {run for path in SEEDS.glob("*.txt") for run in runs(path.read_text(encoding="utf-8"))}
    printed -= {run for name in names(pack) for run in runs(name)}
    assert len(printed) > 10_000
    copied = [f"{where}: {' '.join(run)}" for where, text in our_texts() for run in runs(text) if run in printed]
    assert copied == []


# -- the evaluation sets are nobody's training data ------------------------------------------------------------


def folded(text: str) -> str:
    return " ".join(words(text))


def evaluated() -> dict[str, str]:
    """Every line of the evaluation sets, folded, with its file. A later turn ("no", "yes please") counts with what came before."""
    found = {}
    for path in sorted((ROOT / "tests/evaluation").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            for said in _said(one):
                found[folded(" ".join([*one.get("before", []), said]))] = path.name
    return found


def _said(one: dict[str, Any]) -> list[str]:
    """What a line of a set says. Of what leans on first words, both are kept apart, and the rest counts with them."""
    if "turns" in one:
        return [one["turns"][0], " ".join(one["turns"])]
    if "then" in one:
        return [one["told"], *(later["says"] for later in one["then"])]
    return [one["told"], one["says"]] if "says" in one else [one.get("text") or one["q"]]


def trained(pack: Pack) -> Iterator[tuple[str, str]]:
    """Every line that a model or the index learns from, with where it stands."""
    for path in sorted((ROOT / "bot/data/nlu").glob("*.yml")):
        for intent in yaml_of(path)["nlu"]:
            for line in intent["examples"].splitlines():
                yield line.lstrip("- "), path.name
    for path in sorted((ROOT / "bot/data").glob("messages/*.yml")) + sorted(
        (ROOT / "bot/data").glob("development/*.yml")
    ):
        yield from ((one["text"], path.name) for one in yaml_of(path))
    for talk in utterances(TO_LEARN):
        yield from ((text, "talks") for text in (*talk.before[:1], talk.says))
    for section in pack.sections.values():
        yield from ((question, f"{section.id}.questions.yml") for question in section.questions)
    yield from ((one.q, "uncovered.yml") for one in pack.uncovered)


def test_the_evaluation_sets_share_no_line_with_the_training_data(pack: Pack):
    tests = evaluated()
    assert len(tests) > 2_000
    shared = [f"{where}: {text} ({tests[folded(text)]})" for text, where in trained(pack) if folded(text) in tests]
    assert shared == []


# -- the guides ------------------------------------------------------------------------------------------------


def named(condition: Any, fact: str) -> Iterator[str]:
    """The values that a condition wants of a fact, however deep."""
    if isinstance(condition, dict):
        for key, value in condition.items():
            if key == fact:
                yield from value if isinstance(value, list) else [value]
            else:
                yield from named(value, fact)
    elif isinstance(condition, list):
        for one in condition:
            yield from named(one, fact)


def wanted(pack: Pack, fact: str) -> set[str]:
    parts: Iterable = (one for guide in pack.guides.values() for one in (*guide.questions, *guide.advice, *guide.next))
    return {value for part in parts for value in named(part.when, fact)} - {"any", "unknown"}


def test_guides_speak_of_topics_and_roles_that_messages_give(pack: Pack):
    assert wanted(pack, "topics") <= set(yaml_of(ROOT / "bot/nlu/patterns/topics.yml")["patterns"])
    assert wanted(pack, "role") <= set(yaml_of(ROOT / "bot/nlu/patterns/roles.yml")["patterns"])


def test_every_flow_with_a_guide_can_be_started(pack: Pack):
    """By what is asked, or by who asks."""
    by_voice = {guide.id for guide in pack.guides.values() if guide.voices}
    assert set(pack.guides) <= set(yaml_of(ROOT / "domain.yml")["intents"]) | by_voice


def test_a_guide_for_one_kind_of_writer_is_no_others(pack: Pack):
    spoken_to = {guide.id: guide.voices for guide in pack.guides.values() if guide.voices}
    assert spoken_to == {
        "accused": ["accused"],
        "child_user": ["child"],
        "parent": ["parent"],
        "public": ["public"],
        "relative": ["relative"],
        "self_disclosure": ["survivor"],
    }
    assert [guide for guide in spoken_to if pack.guides[guide].questions] == []


SHORT = 600  # characters of a piece that is said to somebody in distress
OWN_WORDS = 8  # questions beside each piece of advice, at the least


def spoken_to_people(pack: Pack) -> list[Guide]:
    return [guide for guide in pack.guides.values() if guide.voices or guide.id in ("emergency", "suicidal")]


def test_what_is_said_to_people_in_distress_is_short(pack: Pack):
    long = [
        f"{g.id}.{a.id}"
        for g in spoken_to_people(pack)
        for a in g.advice
        if len(a.say) > SHORT and not (a.first or a.scene)
    ]
    assert long == []


def test_what_is_said_to_people_in_distress_has_questions_in_their_own_words(pack: Pack):
    asked = [(guide, advice) for guide in spoken_to_people(pack) for advice in guide.advice]
    few = [
        f"{guide.id}.{advice.id}"
        for guide, advice in asked
        if advice.answers not in ("denial", "anything")  # these are for words, not for likeness
        and len({*map(folded, guide.asked.get(advice.id, []))}) < OWN_WORDS
    ]
    assert few == []


def test_every_guide_says_something_at_once_when_nothing_is_known(pack: Pack):
    silent = [
        g.id
        for g in pack.guides.values()
        if not g.decides and not g.opening and not any(a.first for a in g.advice_for({}))
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("condition", "facts", "fits"),
    [
        ({}, {}, True),
        (None, {}, True),
        ({"risk": "high"}, {"risk": "high"}, True),
        ({"risk": ["medium", "high"]}, {"risk": "standard"}, False),
        ({"flags": "not-in-school"}, {"flags": ["threshold-met", "not-in-school"]}, True),
        ({"flags": "any"}, {"flags": []}, False),
        ({"risk": "any"}, {"risk": "unknown"}, False),
        ({"risk": "unknown"}, {}, True),
        ({"risk": ["high", "unknown"]}, {"risk": "unknown"}, True),
        ({"not": {"risk": "high"}}, {}, True),
        ({"not": {"risk": "high"}}, {"risk": "high"}, False),
        ({"either": [{"risk": "high"}, {"role": "school"}]}, {"role": "school"}, True),
        ({"either": [{"risk": "high"}, {"role": "school"}]}, {"role": "midwife"}, False),
        ({"risk": "high", "role": "school"}, {"risk": "high"}, False),
        ({"dash": "17"}, {"dash": 17}, True),
        ({"asked": "yes"}, {"asked": True}, True),
    ],
)
def test_conditions(condition: dict | None, facts: dict, fits: bool):
    assert holds(condition, facts) is fits
