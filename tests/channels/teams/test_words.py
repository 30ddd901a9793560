"""What somebody typed, and nothing that Teams put around it."""

import pytest

from bot.channels.teams.words import typed

QUOTE = (
    '<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1"><strong>Signpost</strong>'
    "<p>If anyone is in danger now, call 999.</p></blockquote>"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello", "hello"),
        ("she&nbsp;is&nbsp;4", "she is 4"),
        ("he\N{NO-BREAK SPACE}is  here", "he is here"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<div><b>bold</b> and <a href='https://x.example/'>a link</a></div>", "bold and a link"),
        ("<ul><li>one</li><li>two</li></ul>", "one\n\ntwo"),
        ("she is <3 weeks old", "she is <3 weeks old"),
        ("she is &lt;3 weeks old", "she is <3 weeks old"),
        ("a <baby> of 8 months", "a <baby> of 8 months"),
        ("&lt;b&gt; is what I typed", "<b> is what I typed"),
        ("score <14", "score <14"),
        ('<emoji title="Sad" alt="x"></emoji>help', "help"),
        ('<quoted messageId="17000"/> yes', "yes"),
        ("", ""),
    ],
)
def test_tags_are_taken_off_and_words_stay(text: str, said: str) -> None:
    assert typed(text) == said


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("<at>Signpost</at> he is here", ["Signpost"]),
        ("<at>Signpost</at>&nbsp;he is here", ["<at>Signpost</at>"]),
        ("<at>Sign</at> <at>post</at> he is here", ["<at>Sign</at>", "<at>post</at>"]),
        ('<at id="0">Sign</at>&nbsp;<at id="1">post</at>&nbsp;he is here', ["<at>Sign</at>", "<at>post</at>"]),
        ("he <at>SIGNPOST</at> is here", ["Signpost"]),
        ("<p><at>D&amp;D  Signpost</at> he is here</p>", ["D&D Signpost"]),
    ],
)
def test_the_bots_own_mention_goes(text: str, names: list[str]) -> None:
    assert typed(text, names) == "he is here"


def test_somebody_elses_name_stays_for_the_gate() -> None:
    assert typed("<at>Signpost</at> ask <at>Jo Bloggs</at>", ["Signpost"]) == "ask Jo Bloggs"


def test_what_is_quoted_is_not_the_writers() -> None:
    assert typed("If anyone is in danger now, call 999. she is 4", (), f"{QUOTE}<p>she is 4</p>") == "she is 4"


def test_words_around_several_quotes_all_stay() -> None:
    assert typed("x", (), f"<p>one</p>{QUOTE}<p>he is here</p>{QUOTE}<p>two</p>") == "one\n\nhe is here\n\ntwo"


def test_a_quote_without_an_end_loses_nothing() -> None:
    assert "he is here" in typed("x", (), QUOTE.replace("</blockquote>", "") + "he is here")


def test_a_quote_alone_leaves_the_text() -> None:
    assert typed("he is here", (), QUOTE) == "he is here"


def test_html_without_a_quote_is_not_needed() -> None:
    assert typed("as plain words", (), "<p>as HTML</p>") == "as plain words"
