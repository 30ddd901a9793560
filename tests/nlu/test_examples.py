"""The written messages with their labels: what is not labelled is not learnt."""

from bot.nlu.examples import examples, of_labels, to_learn
from bot.nlu.labels import HEADS


def test_a_message_with_all_its_labels():
    one = of_labels({"text": "who do i ring?", "voice": "relative", "flow": "human", "questions": ["who do i ring?"]})
    assert one.flow == "human" and one.labels["danger"] == {"none": 1.0} and one.asks == ((0, 14),)


def test_a_message_that_tells_only_who_is_hurt():
    one = of_labels({"text": "no its mum", "voice": "public", "harmed": "denied"})
    assert one.labels == {"voice": {"public": 1.0}, "harmed": {"denied": 1.0}} and one.asks is None


def test_a_later_turn_tells_only_of_danger():
    assert of_labels({"text": "he's here", "voice": "survivor", "danger": "none"}).labels.keys() == {"voice", "danger"}


def test_every_label_is_one_that_the_classifier_tells_apart():
    for one in examples():
        for head, shares in one.labels.items():
            assert set(shares) <= set(HEADS[head]), one.text
            assert abs(sum(shares.values()) - 1) < 1e-9, one.text


def test_what_is_learnt_has_every_label_of_every_head():
    learnt = {(head, label) for one in to_learn() for head, shares in one.labels.items() for label in shares}
    assert learnt == {(head, label) for head, labels in HEADS.items() for label in labels}
