"""`pack check` and the loader on packs that were broken at random: problems in words, never a traceback."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.check import check
from knowledge.pack import PackError, load
from tests.fuzz import nasty
from tests.knowledge.test_check import sound  # noqa: F401

pytestmark = pytest.mark.slow
FUZZ = settings(
    max_examples=320, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
FILES = [
    "pack.yml",
    "contacts.yml",
    "areas.yml",
    "pathway.yml",
    "services.yml",
    "glossary.yml",
    "languages.yml",
    "guides/marac.yml",
    "guides/find_service.yml",
    "handbook/2.12.md",
    "about.md",
]
SHORT = [s for s in nasty.strings() if len(s) < 200]
VALUES = [
    "", "null", "true", "7", "-1", "1e999", ".nan", "2027-99-99", "[]", "{}", "[[[[[]]]]]", "{a: {b: {c: d}}}", "&a [*a]", "*nothing",
    "!!python/object/apply:os.system [id]", "!!binary aGVsbG8=", "!!set {a, b}", "<<: 7", "|", "? x", "%TAG", "---", "...", "\t", "\x00",
    "'", '"', "[", "{", "- - - -", ": : :", "@", "`", "&a", "!!int x", "!!timestamp x", "0o7", "12:30:45", "=", "~", "no", "4.10",
]  # fmt: skip
BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (c + 1, c + 1, b", ".join([b"*%c" % c] * 9)) for c in range(97, 110)
)
OTHERS = [b"", b"\x00" * 100, b"\xff\xfe", b"[" * 5_000, b"a: " * 3_000, b"- " * 3_000, b"&a [*a, *a]", BOMB]
EDITS = st.one_of(
    st.tuples(st.just("value"), st.integers(0, 10_000), st.sampled_from(VALUES)),
    st.tuples(st.just("value"), st.integers(0, 10_000), st.sampled_from(SHORT)),
    st.tuples(st.just("key"), st.integers(0, 10_000), st.sampled_from(["id", "x", "", "<<", "1", "null", "say"])),
    st.tuples(st.just("drop"), st.integers(0, 10_000), st.just("")),
    st.tuples(st.just("twice"), st.integers(0, 10_000), st.just("")),
    st.tuples(st.just("indent"), st.integers(0, 10_000), st.sampled_from([" ", "    ", "\t", "- "])),
    st.tuples(st.just("cut"), st.integers(0, 10_000), st.just("")),
    st.tuples(st.just("bytes"), st.integers(0, 10_000), st.sampled_from(["\udcff", "\udc80\udc80", "\x00", "\ufeff"])),
)


def broken(text: str, edit: tuple[str, int, str]) -> bytes:
    kind, where, what = edit
    lines = text.split("\n")
    at = where % len(lines)
    match kind:
        case "value":
            lines[at] = re.sub(r"(?<=: |- ).*|^[^:]*$", lambda _: what, lines[at], count=1)
        case "key":
            lines[at] = re.sub(r"\w+(?=:)", what, lines[at], count=1)
        case "drop":
            del lines[at]
        case "twice":
            lines.insert(at, lines[at])
        case "indent":
            lines[at] = what + lines[at]
        case "cut":
            lines = lines[: at + 1]
        case _:
            lines[at] += what
    return "\n".join(lines).encode("utf-8", "surrogateescape" if kind == "bytes" else "replace")


@FUZZ
@given(file=st.sampled_from(FILES), edits=st.lists(EDITS, min_size=1, max_size=3))
def test_a_pack_that_is_broken_at_random(sound, file, edits):  # noqa: F811
    path = sound / file
    whole = path.read_bytes()
    try:
        content = whole.decode("utf-8")
        for edit in edits:
            content = broken(content, edit).decode("utf-8", "surrogateescape")
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
        problems_in_words(sound)
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("content", range(len(OTHERS)))
def test_a_file_that_is_something_else(sound, file, content):  # noqa: F811
    path = sound / file
    whole = path.read_bytes()
    try:
        path.write_bytes(OTHERS[content])
        assert assert_said_in_words(sound)
    finally:
        path.write_bytes(whole)


def test_a_folder_where_a_file_should_be(sound, tmp_path):  # noqa: F811
    copy = shutil.copytree(sound, tmp_path / "pack")
    (copy / "contacts.yml").unlink()
    (copy / "contacts.yml").mkdir()
    assert assert_said_in_words(copy)


def assert_said_in_words(folder: Path) -> bool:
    """True if the pack is refused, by the check and by the loader alike, in words."""
    with pytest.raises(PackError) as refused:
        load(folder)
    return bool(problems_in_words(folder)) and bool(refused.value.problems)


def problems_in_words(folder: Path) -> list[str]:
    problems = [str(p) for p in check(folder, date(2026, 11, 21)) if not p.waits]
    for problem in problems:
        assert not any(sign in problem for sign in ("Traceback", "NoneType", "object at 0x", "Error(")), problem
    return problems
