"""What the words around a span make of it: ConText's modifiers, and whose it is."""

import pytest

from bot.nlu.context import Assertion, Context, Person
from bot.nlu.normalise import normalise


def said(text: str, words: str) -> Assertion:
    message = normalise(text)
    start = message.plain.index(words)
    return Context(message).of(start, start + len(words))


@pytest.mark.parametrize(
    ("text", "words", "negated"),
    [
        ("he has never hit the kids", "hit", True),
        ("she isn't pregnant", "pregnant", True),
        ("I don't think she is pregnant", "pregnant", True),
        ("no social worker", "social worker", True),
        ("without a social worker", "social worker", True),
        ("pregnancy was ruled out", "pregnancy", True),
        ("no, she is pregnant", "pregnant", False),
        ("not married but pregnant", "pregnant", False),
        ("I'm not sure, she is pregnant", "pregnant", False),
        ("I don't know if she is pregnant", "pregnant", False),
        ("he isn't here and she is pregnant", "pregnant", False),
        ("he isn't here. She is pregnant", "pregnant", False),
        ("she can't leave, she is pregnant", "pregnant", False),
        ("not only pregnant", "pregnant", False),
    ],
)
def test_negated(text: str, words: str, negated: bool):
    assert said(text, words).negated is negated


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("he hit her two years ago", "hit", "historical"),
        ("last year he hit her", "hit", "historical"),
        ("he used to hit her", "hit", "historical"),
        ("when she was little he hit her", "hit", "historical"),
        ("what if he hits her", "hits", "hypothetical"),
        ("if he hits her, who do I ring", "hits", "hypothetical"),
        ("whether he hits her", "hits", "hypothetical"),
        ("she's worried he'll hit her", "hit", "hypothetical"),
        ("does every child who is hit get a referral", "hit", "general"),
        ("in the case study he hits her", "hits", "exercise"),
        ("in her statement he hits her", "hits", "on_paper"),
        ("she said 'he hits me'", "hits", "quoted"),
    ],
)
def test_the_other_modifiers(text: str, words: str, kind: str):
    assert getattr(said(text, words), kind) is True
    assert not said("he hit her this morning and she rang me", "hit").historical


@pytest.mark.parametrize(
    ("text", "words", "of"),
    [
        ("mum has a bruise", "bruise", Person.MOTHER),
        ("the boy has a bruise", "bruise", Person.CHILD),
        ("mum's boyfriend has a gun", "gun", Person.HARMER),
        ("I have a bruise", "bruise", Person.WRITER),
        ("another family has a dog", "dog", Person.ANOTHER_FAMILY),
        ("the girl told me she has a bruise", "bruise", Person.CHILD),
        ("mum told me he has a gun. Dad is in Derby. He has a gun", "gun. Dad", None),
        ("Dad is in Derby. He has a gun", "gun", Person.HARMER),
        ("a lad and his mum came. He has a bruise", "bruise", Person.CHILD),
    ],
)
def test_whose_it_is(text: str, words: str, of: Person | None):
    assert said(text, words).experiencer == of


def test_who_told_it():
    assert said("the girl said that dad hits mum", "hits").reported_by == Person.CHILD
    assert said("mum told me that he hits her", "hits").reported_by == Person.MOTHER
    assert said("dad hits mum", "hits").reported_by is None
