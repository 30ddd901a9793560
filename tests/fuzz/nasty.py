"""Bad inputs: strings that people may send, and bodies and lines that are not what they should be."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HALVES = ["\ud800", "\udfff hello", "he is \ud83d", "\udc80\udcff", "name \ud800\udc00\ud800"]  # no file can hold these
_DEEP = 3_000


@cache
def kinds() -> dict[str, list[str]]:
    """The data file's strings by kind, and halves of characters."""
    read = yaml.safe_load(Path(__file__).with_name("nasty.yml").read_text(encoding="utf-8"))
    return {kind: [_whole(s) for s in strings] for kind, strings in read.items()} | {"halves": HALVES}


def strings() -> list[str]:
    """All of them."""
    return [string for some in kinds().values() for string in some]


def _whole(string: str) -> str:
    return string.removeprefix("{long}") * 2_000 if string.startswith("{long}") else string


def wrong_values() -> list[Any]:
    """What may stand where words should."""
    deep: Any = "x"
    for _ in range(60):
        deep = {"a": [deep]}
    return [
        None,
        True,
        False,
        0,
        -1,
        1.5,
        1e308,
        10**40,
        [],
        {},
        [[]],
        [None],
        ["words"],
        {"text": "words"},
        deep,
        "",
        " ",
        "\n",
    ]


def raw_lines() -> list[bytes]:
    """Lines that are no JSON object, or hardly one."""
    lines = [
        b"",
        b" ",
        b"{",
        b"}",
        b"[]",
        b"[1]",
        b"null",
        b"true",
        b"7",
        b'"words"',
        b"NaN",
        b"Infinity",
        b"{]",
        b"{}}",
        b"\xff\xfe",
        b"\xc3\x28",
        b'{"text": "\xff"}',
        b"\xef\xbb\xbf{}",
        b"\x00",
        b'{"text": "\x00"}',
        b"{'text': 'x'}",
        b'{"text": "x",}',
        b'{"text" "x"}',
        b'{"text": "\\ud800"}',
        b'{"text": "\\u0000"}',
        b'{"q": "\\udfff"}',
        b"[" * _DEEP,
        b'{"a":' * _DEEP,
        b"[" * 100_000,
        b'{"text": ' + b"1" * 5_000 + b"}",
        b'{"text": 1e999}',
        b'{"text": "a", "text": 7}',
        b'{"__proto__": {"a": 1}}',
        b'{"constructor": {"prototype": {}}}',
        b"<html>",
        b"a=b&c=d",
        b"text=hello",
        b"\x1f\x8b\x08",
        b"PK\x03\x04",
        b"%PDF-1.7",
        b"GET / HTTP/1.1",
        b"--boundary",
        b"undefined",
        "{\u201ctext\u201d: \u201cx\u201d}".encode(),
        "\ufeff{}".encode("utf-16"),
        b'{"text": "' + b"a" * 100_000 + b'"}',
    ]
    return lines + [json.dumps(value).encode() for value in wrong_values()]


def lines_for(key: str) -> list[bytes]:
    """Lines for a verb that reads `key`: raw ones, wrong values under the key, missing keys, every string."""
    wrong = [json.dumps({key: value}).encode() for value in wrong_values()]
    right = [json.dumps({key: string}).encode() for string in strings()]
    other = [s for s in strings() if not s.isascii() and len(s) < 500]
    plain = [json.dumps({key: s}, ensure_ascii=False).encode("utf-8", "surrogatepass") for s in other]
    near = (
        "",
        "TEXT",
        "Text",
        "message",
        "text ",
        "\u0442ext",
        "texts",
        "q ",
        "Q",
        "area ",
        "AREA",
        "\x00",
        "a" * 10_000,
    )
    missing = [json.dumps({name: "words"}).encode() for name in near]
    return [line for line in [*raw_lines(), *wrong, *right, *plain, *missing] if b"\n" not in line]
