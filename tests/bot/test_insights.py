"""What use leaves behind: what a turn notes, that small counts can't be worked out, and what becomes of kept questions."""

import asyncio
import json
import re
import time
from collections import Counter
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from typer.testing import CliRunner

from bot import cli, feedback
from bot.database import DAY, Database, noted, purge
from bot.dialogue.buttons import payload
from bot.insights import asked, figures, noting
from bot.insights.page import page
from bot.insights.protect import LEAST, protect, protect_parts
from bot.store import ForgetfulTrackerStore
from tests.conftest import ROOT

NOW = 1_800_000_000.0  # a Friday
ASKED = "what is the wuggleflop of [name]"


@pytest.fixture(scope="module")
def domain():
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture
def store(tmp_path, domain, monkeypatch):
    monkeypatch.setenv("SIGNPOST_DATABASE", f"sqlite:///{tmp_path / 'a.db'}")
    monkeypatch.delenv("SIGNPOST_KEEP_QUESTIONS", raising=False)
    monkeypatch.setattr(time, "time", lambda: NOW)
    return ForgetfulTrackerStore(domain, host=f"sqlite:///{tmp_path / 'a.db'}")


def turn(kind=None, section=None, text=ASKED, flow="referral", sure=0.9, channel="web", after=None):
    custom = {"gap": {"kind": kind, "section": section}} if kind else {}
    said = UserUttered(text, {"name": flow, "confidence": sure}, input_channel=channel)
    state = [SlotSet("dialogue", after)] if after is not None else []
    return [
        ActionExecuted("action_listen"),
        said,
        ActionExecuted("x"),
        BotUttered("There.", {"custom": custom}),
        *state,
    ]


def save(store, domain, sender, events):
    asyncio.run(store.save(DialogueStateTracker.from_events(sender, events, domain.slots)))


def rows(store):
    def work(db):
        return [(r.channel, r.kind, r.about) for r in db.execute(noted.select()).all() if r.kind != noting.TURN]

    return store.database.run(work)


def asking(guide, question, answered=(), concluded=False):
    return {"guide": {"id": guide, "asked": question, "answered": list(answered), "concluded": concluded}}


# --- what a turn notes


def test_a_question_without_an_answer_is_noted_with_its_channel_and_no_word(store, domain, tmp_path):
    save(store, domain, "web-somebody", turn(kind="unsure", section="3.3", channel="teams"))
    save(store, domain, "b", [*turn(kind="not_covered", section="3.3"), *turn(kind="unsure", section="9.9")])
    assert rows(store) == [("teams", "unsure", "3.3"), ("web", "unsure", "9.9")]
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"wuggleflop" not in content
    kept = store.database.run(lambda db: str(db.execute(noted.select()).all()))
    assert "somebody" not in kept


@pytest.mark.parametrize(("sure", "text", "found"), [(0.3, ASKED, 1), (0.6, ASKED, 0), (0.3, payload("flow:marac"), 0)])
def test_doubt_about_typed_words_is_noted(store, domain, sure, text, found):
    save(store, domain, "a", turn(sure=sure, text=text, flow="marac"))
    assert rows(store) == [("web", "low_confidence", "marac")] * found


def test_an_alarm_is_noted_when_it_begins_and_not_again(store, domain):
    first, then = turn(after={"alarm": "suicidal"}), turn(after={"alarm": "suicidal"})
    save(store, domain, "a", first)
    save(store, domain, "a", [*first, *then])
    save(store, domain, "a", [*first, *then, *turn(after={"alarm": "emergency"})])
    assert rows(store) == [("web", "alarm", "suicidal"), ("web", "alarm", "emergency")]


@pytest.mark.parametrize(
    ("after", "notes"),
    [
        (asking("referral", "risk", ["area"]), [("went_on", "referral.area"), ("asked", "referral.risk")]),
        (asking("referral", None, ["area"], concluded=True), [("went_on", "referral.area")]),
        (asking("referral", "area"), []),  # put again
        (asking("marac", "dash"), [("asked", "marac.dash")]),  # left for another guide
        ({"guide": None}, []),  # left
        (asking("referral", None, concluded=False), []),
    ],
)
def test_where_a_guide_is_gone_on_with_and_where_it_is_left(store, domain, after, notes):
    begun = turn(after=asking("referral", "area"))
    save(store, domain, "a", begun)
    save(store, domain, "a", [*begun, *turn(after=after)])
    assert rows(store) == [("web", "asked", "referral.area"), *(("web", *one) for one in notes)]


def test_a_real_conversation_is_noted(store, domain, monkeypatch):
    """The states are those that the dialogue itself keeps."""
    from bot.dialogue.state import DialogueState

    state = DialogueState()
    state.start("referral").asked = "area"
    begun = turn(after=state.as_slot())
    save(store, domain, "a", begun)
    state.guide.answered, state.guide.asked = ["area"], "risk"
    save(store, domain, "a", [*begun, *turn(after=state.as_slot())])
    assert [kind for _, kind, _ in rows(store)] == ["asked", "went_on", "asked"]


# --- small counts


def made(events):
    """Three tables of the same events."""
    return {name: Counter(event[i] for event in events) for i, name in enumerate(("kind", "week", "channel"))}


EVENTS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz"), st.sampled_from("pq")), max_size=60)


@settings(deadline=None, max_examples=300)
@given(EVENTS)
def test_every_small_count_may_be_any_of_one_to_four_whatever_is_shown(events):
    """For each hidden small count and each other small value there are other tables of which the very same is shown."""
    tables = made(events)
    shown = protect(tables)
    for counts in shown.tables.values():
        assert all(count is None or count == 0 or count >= LEAST for count in counts.values())
    if shown.total is not None or not shown.tables:
        assert shown.total != 0 or not events
        return
    for table, counts in tables.items():
        for name, count in counts.items():
            for other in range(1, LEAST) if count < LEAST else ():
                assert protect(_otherwise(tables, shown, table, name, other)) == shown


def _otherwise(tables, shown, table, name, other):
    """The tables with `name` as `other`, and ten more events in all, each table's in what it hides beside its small counts."""
    changed = {}
    for this, counts in tables.items():
        counts, more = dict(counts), 10
        if this == table:
            more, counts[name] = 10 - (other - counts[name]), other
        spare = [
            one for one, count in counts.items() if shown.tables[this][one] is None and (this, one) != (table, name)
        ]
        beside = max(spare, key=lambda one: counts[one])
        counts[beside] += more
        changed[this] = counts
    return changed


@pytest.mark.parametrize(
    ("events", "total"),
    [([], 0), ([("a", "w", "p")] * 4, None), ([("a", "w", "p")] * 5, 5), ([("a", "w", "p")] * 9, 9)],
)
def test_a_total_is_shown_where_nothing_is_hidden(events, total):
    shown = protect(made(events))
    assert shown.total == total
    assert shown.tables == ({} if total is None else {k: dict(v) for k, v in made(events).items()})


def test_neither_total_nor_difference_gives_a_small_count_away():
    tables = {"section": {"3.3": 40, "2.12": 20, "4.1": 2}, "channel": {"web": 62}, "week": {"1": 30, "2": 32, "3": 0}}
    shown = protect(tables)
    assert shown.total is None and shown.tables["section"]["4.1"] is None
    assert sum(count is None for count in shown.tables["section"].values()) == 2
    assert shown.tables["channel"] == {"web": None}  # or the total would stand there
    assert shown.tables["week"]["3"] == 0 and None in shown.tables["week"].values()


@pytest.mark.parametrize(
    ("total", "left", "shown"),
    [
        (20, 0, (20, 20, 0)),
        (20, 3, (20, None, None)),
        (20, 17, (20, None, None)),
        (20, 9, (20, 11, 9)),
        (4, 0, (None, None, None)),
    ],
)
def test_a_whole_and_its_parts(total, left, shown):
    put, parts = protect_parts(total, {"on": total - left, "left": left})
    assert (put, parts["on"], parts["left"]) == shown


# --- the figures


def fill(database: Database, *what):
    """(kind, about, channel, days ago, how many)"""
    today = int(NOW // DAY)
    made = [
        {"day": today - ago, "channel": channel, "kind": kind, "about": about}
        for kind, about, channel, ago, many in what
        for _ in range(many)
    ]
    database.run(lambda db: db.execute(noted.insert(), made))


def measure(found, name):
    return next(one for one in found["measures"] if one["id"] == name)


def table(found, name, by):
    rows = next(one["rows"] for one in measure(found, name)["tables"] if one["by"] == by)
    return {row["name"]: row["count"] for row in rows}


def test_the_figures_by_kind_section_week_and_channel(store, pack):
    fill(
        store.database,
        ("not_covered", "3.3", "web", 0, 7), ("unsure", "2.12", "teams", 8, 6), ("elsewhere", None, "web", 8, 9),
        ("alarm", "suicidal", "web", 0, 5), ("asked", "referral.risk", "web", 0, 20), ("went_on", "referral.risk", "web", 0, 12),
    )  # fmt: skip
    found = figures.report(store.database, pack)
    assert measure(found, "unanswered")["total"] == 22
    assert table(found, "unanswered", "kind") == {
        "another area's arrangements": 9,
        "not in the handbook": 7,
        "several sections could be meant": 6,
    }
    assert table(found, "unanswered", "section")[f"3.3 {pack.sections['3.3'].title}"] == 7
    assert table(found, "unanswered", "channel") == {"web page": 16, "Microsoft Teams": 6}
    assert list(table(found, "unanswered", "week").values()) == [15, 7]
    assert table(found, "alarms", "alarm") == {"suicide": 5}
    [left] = found["guides"]
    assert (left["asked"], left["went_on"], left["left"]) == (20, 12, 8)
    assert left["question"] == pack.guides["referral"].question("risk").ask


def test_answers_that_did_not_help_by_section_reason_and_channel(store, pack):
    for reason, channel in [("not-answered", "web")] * 6 + [(None, "slack")] * 5:
        feedback.note(store.database, "3.3", False, reason, channel)
    feedback.note(store.database, "3.3", True, channel="web")
    found = figures.report(store.database, pack)
    assert table(found, "not_helpful", "reason") == {"it did not answer the question": 6, "no reason was given": 5}
    assert table(found, "not_helpful", "channel") == {"web page": 6, "Slack": 5}
    assert measure(found, "helpful")["tables"] == []  # one alone


def test_old_counts_are_purged(store, pack):
    fill(store.database, ("not_covered", "3.3", "web", 40, 9))
    purge(store.database, 30, NOW)
    assert figures.report(store.database, pack)["measures"] == []


def test_the_command_prints_a_table_json_and_a_page(store, tmp_path, monkeypatch):
    fill(store.database, ("not_covered", "3.3", "web", 0, 7), ("alarm", "emergency", "web", 0, 3))
    run = CliRunner().invoke
    told = run(cli.app, ["insights"])
    assert told.exit_code == 0 and "Questions without an answer: 7" in told.stdout and "too few to show" in told.stdout
    assert json.loads(run(cli.app, ["insights", "--json"]).stdout)["least"] == 5
    assert run(cli.app, ["insights", "--html", str(tmp_path / "a.html")]).exit_code == 0
    assert "Questions without an answer" in (tmp_path / "a.html").read_text(encoding="utf-8")
    monkeypatch.setenv("SIGNPOST_DATABASE", f"sqlite:///{tmp_path / 'none.db'}")
    assert "Nothing has been noted yet" in run(cli.app, ["insights"]).stdout
    assert not (tmp_path / "none.db").exists()


def test_each_chart_has_its_table_and_the_page_holds_nothing_of_others(store, pack):
    fill(
        store.database,
        ("not_covered", "3.3", "web", 0, 7),
        ("not_covered", "2.12", "web", 9, 8),
        ("unsure", "4.1", "web", 9, 2),
    )
    made = page({"clusters": [], **figures.report(store.database, pack)}, date(2027, 1, 15))
    assert made.count("<svg") == made.count("<details") > 0
    assert not re.search(r"https?://|<script|<link|<img", made)
    assert "not shown" in made
    hostile = {"clusters": [{"at_least": 5, "sections": [], "questions": ["<b>x</b>"]}], **figures.report(None, pack)}
    assert "<b>x" not in page(hostile, date(2027, 1, 15))


# --- kept questions


class Encoder:
    """Words that are alike by their first word."""

    name = "first words"

    def encode(self, texts):
        firsts = sorted({text.split()[0] for text in texts})
        return np.eye(len(firsts), dtype=np.float32)[[firsts.index(text.split()[0]) for text in texts]]


def ask_all(store, domain, monkeypatch, words):
    monkeypatch.setenv("SIGNPOST_KEEP_QUESTIONS", "1")
    for i, text in enumerate(words):
        save(store, domain, f"s{i}", turn(kind="not_covered", section="3.3", text=text))


def test_masked_words_are_kept_only_where_switched_on_and_go_with_the_conversation(
    store, domain, monkeypatch, tmp_path
):
    ask_all(store, domain, monkeypatch, ["glorbnax one", "wuggleflop two"])
    save(store, domain, "c", turn(text="this was answered, flimwop"))
    save(store, domain, "d", turn(kind="not_helpful", section="3.3", text="more brindlefax"))
    save(store, domain, "e", turn(kind="unsure", text=payload("section:3.3")))
    assert [one.words for one in asked.kept(store.database)] == ["wuggleflop two", "glorbnax one"]
    store.delete("s1")
    assert [one.words for one in asked.kept(store.database)] == ["glorbnax one"]
    assert len([row for row in rows(store) if row[1] == "not_covered"]) == 2  # the counts stay
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(word in content for word in (b"wuggleflop", b"flimwop", b"brindlefax"))
    monkeypatch.setenv("SIGNPOST_KEEP_QUESTIONS", "0")
    assert asked.kept(store.database) == []


def test_kept_words_are_purged_too(store, domain, monkeypatch, tmp_path):
    ask_all(store, domain, monkeypatch, ["glorbnax"])
    store.purge(30, NOW + 32 * DAY)
    assert asked.kept(store.database) == []
    assert b"glorbnax" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_what_five_ask_alike_is_told_and_what_fewer_ask_is_not(store, domain, monkeypatch):
    ask_all(
        store, domain, monkeypatch, [*(f"parking at court {i}" for i in range(6)), *(f"leave {i}" for i in range(4))]
    )
    [one] = asked.clusters(asked.kept(store.database), Encoder())
    assert one["at_least"] == 5 and one["sections"] == ["3.3"] and len(one["questions"]) == 3
    assert all(words.startswith("parking") for words in one["questions"])
    assert [len(group) for group in asked.grouped(asked.kept(store.database), Encoder())] == [6, 4]


def test_a_kept_question_becomes_a_case_with_its_labels_to_be_filled_in(store, domain, monkeypatch, tmp_path):
    ask_all(store, domain, monkeypatch, ["where do i park at court"])
    [one] = asked.kept(store.database)
    assert asked.case(store.database, one.number, message=False) == {"q": one.words, "id": None}
    line = asked.case(store.database, one.number, message=True)
    assert line == {"text": one.words, "voice": None, "flow": None, "danger": None}
    asked.add(line, tmp_path / "new" / "asked.jsonl")
    assert json.loads((tmp_path / "new" / "asked.jsonl").read_text(encoding="utf-8")) == line
    with pytest.raises(ValueError, match="already"):
        asked.add(line, tmp_path / "new" / "asked.jsonl")
    with pytest.raises(asked.NoSuchQuestion, match="insights questions"):
        asked.case(store.database, one.number + 1, message=False)


def test_where_no_words_are_kept_the_command_says_so(store):
    told = CliRunner().invoke(cli.app, ["insights", "questions"])
    assert told.exit_code == 1 and "SIGNPOST_KEEP_QUESTIONS" in told.output
