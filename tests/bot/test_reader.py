"""The reader of messages, taught on a handful, and what happens where its file is not as it was kept."""

import pytest
from bot.nlu.reader import Reader, open_reader
from structlog.testing import capture_logs

from bot.nlu import reader as readers
from knowledge.teachable import MANIFEST, WEIGHTS

EXAMPLES = {
    "weather": ["is it raining", "sunny today", "snow tomorrow?", "what a storm", "how hot will it be", "foggy out"],
    "food": ["soup for lunch", "i like bread", "cheese on toast", "what is for tea", "more cake", "a bowl of rice"],
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A reader's folder, and the reader as it was taught."""
    texts, names = zip(*((text, name) for name, all_ in EXAMPLES.items() for text in all_), strict=True)
    patch = pytest.MonkeyPatch()
    patch.setattr(readers, "ROUNDS", 12)
    patch.setattr(readers, "TOGETHER", 6)
    told: list[str] = []
    reader = Reader.taught_on(texts, names, told.append)
    patch.undo()
    folder = tmp_path_factory.mktemp("reader")
    reader.keep(folder, labels=reader.labels)
    assert told
    return folder, reader


@pytest.mark.parametrize(("text", "label"), [("will there be rain", "weather"), ("bread and soup", "food")])
def test_it_reads_what_it_was_not_taught(kept, text: str, label: str):
    folder, reader = kept
    opened = open_reader(folder, reader.labels)
    shares = opened.shares(text)
    assert max(shares, key=shares.get) == label
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    assert shares == pytest.approx(reader.shares(text), abs=0.05)  # kept in whole numbers, it is a little coarser


@pytest.mark.parametrize("text", ["", " ", "?" * 5000, "مرحبا", "\u202e\x00", "rain " * 400])
def test_it_reads_anything(kept, text: str):
    assert sum(kept[1].shares(text).values()) == pytest.approx(1, abs=1e-5)


def _missing(folder):
    (folder / WEIGHTS).unlink()


def _cut_short(folder):
    whole = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(whole[: len(whole) // 2])


def _no_manifest(folder):
    (folder / MANIFEST).write_text("[]")


@pytest.mark.parametrize(
    ("harm", "said"), [(_missing, "not built"), (_cut_short, "damaged"), (_no_manifest, "damaged")]
)
def test_without_its_file_there_is_no_reader_and_the_log_says_what_to_do(kept, tmp_path, harm, said: str):
    for name in (WEIGHTS, MANIFEST):
        (tmp_path / name).write_bytes((kept[0] / name).read_bytes())
    harm(tmp_path)
    with capture_logs() as logs:
        assert open_reader(tmp_path, kept[1].labels) is None
    assert said in logs[0]["error"]
    assert "signpost train" in logs[0]["error"]


def test_a_reader_of_other_flows_is_not_used(kept):
    with capture_logs() as logs:
        assert open_reader(kept[0], ["weather", "food", "sport"]) is None
    assert "something else" in logs[0]["error"]
