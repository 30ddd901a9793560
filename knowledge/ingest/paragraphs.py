"""Lines of a laid-out page, with the sizes of their letters, into paragraphs, headings and list items."""

import re
from collections import Counter
from itertools import pairwise
from typing import Any

from knowledge.ingest.document import LIST_ITEM, Block, line, plain
from knowledge.ingest.pages import Line

_BOLD = re.compile(r"bold|black|heavy|semib|demi", re.IGNORECASE)
_LARGER = 1.12  # times the body's letters: a heading
_NUMBER = re.compile(r"^\d{1,3}(\.\d{1,3})+\.?\s+\S")
_ENTRY = re.compile(r"[\s.…·_](\d{1,3}|[ivx]{1,4})$")
_LEADER = re.compile(r"(\.{4,}|(\. ){3,}|…{2,}|_{4,})\s*\d+$")
_CONTENTS = re.compile(r"^(table of )?contents\b", re.IGNORECASE)
_ADDRESS = re.compile(r"@|://|^www\.")
_WHOLE = re.compile(r"\.(uk|org|com|net|eu|info|gov|wales|scot|ie|aspx?|html?|pdf|docx?)[/>]?$", re.IGNORECASE)
_FEWEST_GAPS = 8
_LONGEST_HEADING = 160

Word = dict[str, Any]


def joined(words: list[Word], links: bool = True) -> str:
    """Words of a line or a paragraph as text, with [text](address) where a click on them opens one."""
    parts: list[str] = []
    at = 0
    while at < len(words):
        uri = words[at].get("uri") if links else None
        end = at + 1
        while end < len(words) and uri and words[end].get("uri") == uri:
            end += 1
        text = words[at]["text"]
        for one, other in zip(words[at:end], words[at + 1 : end], strict=False):
            text += _space(one, other) + other["text"]
        if uri and not _shows(text, uri):
            text = f"[{text.replace('[', '(').replace(']', ')')}]({uri.replace(' ', '%20')})"
        parts.append((_space(words[at - 1], words[at]) if at else "") + text)
        at = end
    return "".join(parts)


def _space(one: Word, other: Word) -> str:
    """Nothing where a word only changes its letters, as in **Note**: or 4th, or where a line's end cut it."""
    if one.get("cut") or _address_goes_on(one, other):
        return ""
    same_line = other["x0"] >= one["x0"] and abs(one["bottom"] - other["bottom"]) < one["size"]
    return "" if same_line and other["x0"] - one["x1"] < 0.12 * min(one["size"], other["size"]) else " "


def _address_goes_on(one: Word, other: Word) -> bool:
    """Has a line's end cut an address, which has no hyphen to say so?"""
    if abs(one["bottom"] - other["bottom"]) < 0.5 * one["size"] or not _ADDRESS.search(one["text"]):
        return False
    whole = one["text"] + other["text"]
    if one.get("uri") and one["uri"] == other.get("uri"):
        return whole.rstrip(".") in one["uri"]
    if re.search(r"[-_=&?@%]$", one["text"]) or re.match(r"[./@_?=&%-]\w", other["text"]):
        return True
    return bool(
        re.match(r"[a-z]", other["text"]) and not _WHOLE.search(one["text"]) and _WHOLE.search(whole.rstrip(".,;)"))
    )


def _shows(text: str, uri: str) -> bool:
    """Is the address what is printed? Then it needs no second time."""
    bare = re.sub(r"^(mailto:|tel:|https?://)", "", uri).rstrip("/")
    return re.sub(r"^(https?://)", "", text.strip("<>. ")).rstrip("/").casefold() == bare.casefold()


def mend_cut_words(pages: list[list[Line]]) -> None:
    """Marks words that a line's end cut, and takes out the hyphen if the document has the word without elsewhere."""
    known = {re.sub(r"\W+$", "", word["text"]).casefold() for lines in pages for one in lines for word in one.words}
    for lines in pages:
        for one, other in pairwise(lines):
            first, second = one.words[-1], other.words[0]["text"]
            # "pre- and post-natal" is no cut word.
            if (
                re.search(r"[A-Za-z]-$", first["text"])
                and re.match(r"[a-z]", second)
                and second not in ("and", "or", "to")
            ):
                first["cut"] = True
                if re.sub(r"\W+$", "", first["text"][:-1] + second).casefold() in known:
                    first["text"] = first["text"][:-1]


def body_size(pages: list[list[Line]], everywhere: Counter[float]) -> float:
    """The size of most letters outside tables; of all letters, `everywhere`, where nearly all are in tables."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for one in lines:
            sizes[round(one.size * 2) / 2] += len(one.text)
    if sizes.total() < everywhere.total() / 5:
        sizes = everywhere
    return sizes.most_common(1)[0][0] if sizes else 0.0


def level_sizes(pages: list[list[Line]], body: float) -> list[float]:
    """The sizes of headings, largest first."""
    found = {
        round(one.size, 1)
        for lines in pages
        for one in lines
        if one.size > _LARGER * body and re.search("[A-Za-z]", one.text)
    }
    sizes: list[float] = []
    for size in sorted(found, reverse=True):
        if not sizes or sizes[-1] - size > 0.75:
            sizes.append(size)
    return sizes


def _bold(one: Line) -> bool:
    return all(_BOLD.search(word["fontname"]) for word in one.words if re.search(r"\w", word["text"]))


def leading(lines: list[Line], body: float, usual: float = 0.0) -> float:
    """From one line of a paragraph to the next; `usual`, where a page has too few lines to show it."""
    gaps = [
        round((b.top - a.top) * 2) / 2
        for a, b in pairwise(lines)
        if abs(a.size - body) < 1 and abs(b.size - body) < 1 and 0.8 * body < b.top - a.top < 2.5 * body
    ]
    if len(gaps) < _FEWEST_GAPS and usual:
        return usual
    return Counter(gaps).most_common(1)[0][0] if gaps else 1.3 * body


def blocks(lines: list[Line], body: float, sizes: list[float], usual: float) -> list[tuple[float, Block]]:
    """The lines of one page as blocks, each with its height on the page. `usual` is the document's leading."""
    if not lines:
        return []
    step = leading(lines, body, usual)
    right = max(one.words[-1]["x1"] for one in lines)
    apart = _is_contents(lines)
    groups: list[list[Line]] = []
    tight: list[bool] = []
    for one in lines:
        if groups and not apart and _goes_on(groups[-1], one, step, right, body):
            groups[-1].append(one)
        else:
            # What stands to the left of a list's marks is no part of the list.
            out = groups and LIST_ITEM.match(line(groups[-1][0].text).text) and _left(one) < _left(groups[-1][0]) - 2
            tight.append(
                bool(groups)
                and not out
                and 0 <= one.top - groups[-1][-1].top < 1.25 * step
                and one.size <= _LARGER * body
            )
            groups.append([one])
    return [(group[0].top, _block(group, body, sizes, close)) for group, close in zip(groups, tight, strict=True)]


def _is_contents(lines: list[Line]) -> bool:
    """A page of a contents list, where every line is an entry."""
    if (
        any(_LEADER.search(one.text) for one in lines[:60])
        and sum(bool(_LEADER.search(one.text)) for one in lines) >= 3
    ):
        return True
    entries = sum(bool(_ENTRY.search(one.text)) for one in lines)
    titled = any(_CONTENTS.match(one.text) for one in lines[:6])
    return entries >= (0.4 if titled else 0.8) * len(lines) and entries >= (2 if titled else 3)


def _goes_on(group: list[Line], one: Line, leading: float, right: float, body: float) -> bool:
    """Does the line go on with the paragraph, heading or list item before it?"""
    last = group[-1]
    if abs(one.size - last.size) > 0.6 or one.top < last.top or _in_column(last) or _in_column(one):
        return False
    if last.words[-1].get("cut"):
        return True
    heading = one.size > _LARGER * body
    furthest = 1.5 * one.size if heading else 1.25 * max(leading, 1.1 * one.size)
    if one.top - last.top > furthest or _begins(group, one, heading):
        return False
    return heading or not _ended(group, one, right)


def _begins(group: list[Line], one: Line, heading: bool) -> bool:
    """Does the line begin something of its own: a list's item, a numbered heading, or what follows one?"""
    if LIST_ITEM.match(line(one.text).text) or _NUMBER.match(one.text):
        return True
    if heading or (_bold(group[-1]) and _bold(one)):
        return False  # the second line of a heading
    out = LIST_ITEM.match(line(group[0].text).text) and _left(one) < _left(group[0]) - 2
    return bool(_numbered_alone(group[-1]) or out)


def _ended(group: list[Line], one: Line, right: float) -> bool:
    """Was the line before ended on purpose, with room for this one's first word?"""
    last = group[-1]
    right = last.words[0].get("edge", right)
    width = right - last.words[0]["x0"]
    short = last.words[-1]["x1"] + _first_width(one) < right - 0.04 * width
    if _left(one) < _left(last) - 5 and (short or len(group) > 1):
        return True  # a list's item, which is set in
    if _bold(last) != _bold(one) and (short or (_NUMBER.match(group[0].text) and all(map(_bold, group)))):
        return True
    return short and bool(re.search(r"[.:?!;]$", last.text) or last.words[-1]["x1"] < right - 0.35 * width)


def _in_column(one: Line) -> bool:
    """Does the line end in a number far from its words, as an entry of a contents list does?"""
    return (
        len(one.words) > 1
        and one.words[-1]["text"].isdigit()
        and one.words[-1]["x0"] - one.words[-2]["x1"] > 2 * one.size
    )


def _numbered_alone(last: Line) -> bool:
    """A plain line such as "2.1 Types of abuse" is a heading although nothing but its number says so."""
    return (
        bool(_NUMBER.match(last.text))
        and not re.search(r"[.,;]$", last.text)
        and len(last.text) < 70
        and bool(re.match(r"^[\d.]+\s+[A-Z]", last.text))
    )


def _left(one: Line) -> float:
    return one.words[0]["x0"]


def _first_width(one: Line) -> float:
    return one.words[0]["x1"] - one.words[0]["x0"]


def _block(group: list[Line], body: float, sizes: list[float], tight: bool) -> Block:
    words = [word for one in group for word in one.words]
    made = line(joined(words))
    made.tight = tight
    made.bold = all(_bold(one) for one in group)
    size = group[0].size
    ends = re.search(r"[.,;]$", made.plain)
    if (
        size > _LARGER * body
        and sizes
        and len(made.plain) <= _LONGEST_HEADING
        and not ends
        and re.search("[A-Za-z]{2}", made.plain)
    ):
        made.level = 1 + min(range(len(sizes)), key=lambda at: abs(sizes[at] - size))
        made.kind = "text"
        made.text = plain(made.text)
    return made
