"""The grammar in which patterns are written, what a matcher makes of it, and that the project's own files are sound."""

import time
from pathlib import Path

import pytest

from bot.nlu import grammar
from bot.nlu.matcher import Patterns, longest, patterns
from bot.nlu.normalise import normalise


def book(folder: Path, **files: str) -> Patterns:
    for name, content in files.items():
        (folder / f"{name}.yml").write_text(content, encoding="utf-8")
    return Patterns(folder)


def found(of: Patterns, text: str, group: str = "a") -> list[tuple[str, str]]:
    message = normalise(text)
    return [(one.name, message.plain[one.start : one.end]) for one in of.find(group, message)]


@pytest.mark.parametrize(
    ("phrase", "fits", "not_"),
    [
        ("hit[s] <child>", ["he hits kids", "hit the, hit boy"], ["hitting kids", "hits the kids"]),
        ("(hits|is hitting) them", ["he is hitting them"], ["he hitting them"]),
        (
            "he ~2 her",
            ["he her", "he really hurt her", "he then her"],
            ["he. her", "he a b c her", "he never hurt her"],
        ),
        ("i am #5-17", ["I am 9", "i am seventeen"], ["I am 18", "I am 4", "I am 99"]),
        ("my partner !(agency|school)", ["my partner hits", "my partner"], ["my partner agency", "my partner school"]),
        ("(no|sorry)+ it's", ["no it's", "no sorry no its"], ["it's"]),
        ("(ok)* then", ["then", "ok ok then"], ["ok"]),
        ("^ yes", ["yes it is", " Yes."], ["well yes"]),
        ("done $", ["all done", "done."], ["done it"]),
        (", ta", ["hi, ta", "ta"], ["the ta"]),
        ("pre-school", ["preschool", "pre school", "pre-school"], ["pre the school"]),
        ("can't", ["he can't", "he cant"], ["he can"]),
        ("six weeks", ["6 weeks", "six weeks"], ["7 weeks"]),
        ("said daddy", ["she said 'daddy hits'", "said, daddy"], ["said the daddy"]),
        ("y#", ["a y9 lad"], ["y nine lives", "yes"]),
    ],
)
def test_the_grammar(tmp_path: Path, phrase: str, fits: list[str], not_: list[str]):
    of = book(tmp_path, a=f"lists:\n  child: kids; boy\npatterns:\n  it: |\n    {phrase}\n")
    assert [text for text in fits if not found(of, text)] == []
    assert [text for text in not_ if found(of, text)] == []


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("he (hits", "close"),
        ("he hits)", "opened"),
        ("<nobody> hits", "no list"),
        ("~3 her", "gap"),
        ("[he]", "word in it"),
    ],
)
def test_what_is_wrong_with_a_phrase_is_said(tmp_path: Path, phrase: str, says: str):
    with pytest.raises(grammar.GrammarError, match=says):
        book(tmp_path, a=f"patterns:\n  it: |\n    {phrase}\n")


def test_a_name_that_yaml_reads_as_yes_is_refused(tmp_path: Path):
    with pytest.raises(grammar.GrammarError, match="quotes"):
        book(tmp_path, a="patterns:\n  yes: aye\n")


def test_an_exception_and_a_denial(tmp_path: Path):
    of = book(
        tmp_path, a="patterns:\n  own:\n    any: my partner\n    except: my partner agency\n    denies: no partner\n"
    )
    assert found(of, "my partner agency") == []
    assert found(of, "my partner") == [("own", "my partner")]
    assert [one.denies for one in of.find("a", normalise("no partner"))] == [True]


def test_a_whole_message_or_nothing():
    for text in ("carry on", "Ok, carry on!", "where were we?"):
        assert patterns().whole_message("controls", normalise(text)) == "where"
    assert patterns().whole_message("controls", normalise("he's outside with a knife, can we carry on")) is None


def test_the_longest_of_those_that_overlap():
    assert [one.name for one in longest(patterns().find("roles", normalise("community midwife")))] == ["midwife"]


def test_no_pattern_has_an_unbounded_gap():
    for group in patterns().groups.values():
        for written in group.written.values():
            assert not any(".*" in phrase or ".+" in phrase for phrase in written)


@pytest.mark.parametrize("group", [name for name, group in patterns().groups.items() if not group.whole])
def test_every_pattern_accepts_its_own_samples(group: str):
    """What `signpost patterns sample` shows is found again, but where an exception, a start or a place in a sentence matters."""
    of = patterns()
    missed = 0
    samples = 0
    for name, written in of.groups[group].written.items():
        if name in of.groups[group].wholes or any(sign in phrase for phrase in written for sign in "^$!~,<"):
            continue
        for said in of.samples(f"{group}.{name}", 5):
            samples += 1
            missed += name not in of.names(group, normalise(said))
    assert missed <= samples * 0.05


@pytest.mark.parametrize("endless", ["he ", "not ", "hit the ", "mum's ", "(", "my partner ", "a, ", "9 "])
def test_the_work_grows_with_the_message_and_no_faster(endless: str):
    def work(characters: int) -> float:
        text = normalise(endless * (characters // len(endless)))
        start = time.process_time()
        for group in patterns().groups:
            patterns().find(group, text)
        return time.process_time() - start

    work(100)
    assert work(4_000) < 2 * 8 * max(work(1_000), 0.05)
