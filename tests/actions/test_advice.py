"""How advice is said where the print does not have it, and which answers are offered."""

import pytest

from actions.advice import in_brief, in_words, sources, together
from actions.guide import question_choices
from knowledge.guides import Advice, Question
from knowledge.pack import Pack


def advice(name: str, *sources: str) -> Advice:
    addition = {"source": "; ".join(sources), "approved": False} if sources else None
    return Advice.model_validate(
        {"id": name, "title": name, "say": f"Say {name}.", "source": "3.5", "addition": addition}
    )


def test_sources_outside_the_print_are_named_once_a_reply():
    said = together([advice("one", "NSPCC", "NHS"), advice("two"), advice("three", "NHS")])
    assert said[:3] == ["Say one. (Not in the handbook.)", "Say two.", "Say three. (Not in the handbook.)"]
    assert said[3] == "What is not in the handbook comes from NSPCC and NHS; the partnership has yet to approve it."


def test_a_single_one_names_its_source_in_place():
    assert "Say one. (Not in the handbook: NSPCC; the partnership has yet to approve it.)" in together(
        [advice("one", "NSPCC")]
    )


def test_a_question_offers_the_ages_that_it_names(pack: Pack):
    asked = Question(id="children", ask="How old?", why="Age decides.", kind="age", stages=["5-17-years"])
    assert [title for _, title in question_choices(asked, pack, [])] == ["5 to 17"]
    assert len(question_choices(asked.model_copy(update={"stages": []}), pack, [])) == len(pack.pathway.stages)


@pytest.mark.parametrize("approved", [True, False])
def test_what_is_approved_waits_for_nobody(approved: bool):
    added = {"source": "NSPCC", "approved": approved}
    one = Advice.model_validate({"id": "one", "title": "one", "say": "Say it.", "addition": added})
    assert ("yet to approve" in in_words(one)) is not approved


def test_a_source_is_cited_once(pack: Pack):
    cited = sources([advice("one"), advice("two"), advice("three")], pack)
    assert (len(cited) == 1 and cited[0].startswith("3.5")) or "3.5" in cited[0]


def test_several_answers_offer_an_end_once_one_was_chosen(pack: Pack):
    asked = next(q for q in pack.guides["marac"].questions if q.kind == "many")
    first, *_ = question_choices(asked, pack, [])
    left = question_choices(asked, pack, [asked.options[0].id])
    assert first not in left and left[-1][1] == "That is all"
    assert "That is all" not in [title for _, title in question_choices(asked, pack, [])]


@pytest.mark.parametrize(
    ("say", "brief"),
    [
        ("Ask in writing for the reasons, and keep a copy. Then tell your lead.", "Ask in writing for the reasons, and keep a copy."),
        ("No. Never through the child, however it is put. Ask the adult alone.", "No. Never through the child, however it is put."),
        ("If anyone is in danger now, call 999 first.\n\nWrite down the words as they were said. Then ring.", "If anyone is in danger now, call 999 first. Write down the words as they were said."),
        ("Say: 'I am glad that you told me. It is not your fault.' Then tell your lead today.", "Say: 'I am glad that you told me. It is not your fault.'"),
        ("Two people may know:\n- the head of the year\n- the nurse", "Two people may know: …"),
        ("- See each child\n- Write it down", "See each child …"),
        ("Ring 999.", "Ring 999."),
    ],
)  # fmt: skip
def test_it_begins_with_its_answer(say: str, brief: str):
    assert in_brief(Advice.model_validate({"id": "one", "title": "One", "say": say, "source": "3.5"})) == brief


def test_how_the_packs_advice_begins_is_short_and_never_empty(pack: Pack):
    said = [in_brief(advice) for guide in pack.guides.values() for advice in guide.advice]
    assert all(said) and max(map(len, said)) < 400
    assert sum(len(one) > 250 for one in said) < 0.02 * len(said)
