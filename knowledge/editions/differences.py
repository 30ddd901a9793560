"""What differs between two editions, part by part. The schemas name every field, so they also name what changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from pydantic import BaseModel

from knowledge.check.numbers import emails, phones
from knowledge.pack import Pack
from knowledge.reading import Section

Kind = Literal[
    "numbers", "mailboxes", "rules", "areas", "services", "advice", "sections", "review", "approvals", "other"
]
_KEYS = ("id", "term", "q", "what", "name", "flow", "briefing", "where", "say", "ask")  # what an entry is known by
_NAMES = ("name", "title", "term", "label", "printed")  # what a person calls it
_KINDS: dict[str, Kind] = {
    "pathway": "rules", "contacts": "mailboxes", "areas": "areas", "services": "services", "front_doors": "services",
    "guides": "advice", "sections": "sections",
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One thing that changed. `before` is None for what is new, `after` for what is gone."""

    kind: Kind
    where: str  # the part and its entry, in words
    what: str  # the field's title
    before: str | None
    after: str | None


def differences(before: Pack, after: Pack) -> list[Difference]:
    """Everything that differs, in the pack's order; a number or mailbox inside a longer text is named by itself as well."""
    found: list[Difference] = []
    for part, title in _PARTS.items():
        kind = _KINDS.get(part, "other")
        found += _compared(_entries(before, part), _entries(after, part), kind, title)
    found += _sections(before, after)
    found += _approvals(before, after)
    return list(dict.fromkeys([*found, *_inside_texts(found)]))


_PARTS = {
    "info": "The pack",
    "contacts": "Contact",
    "pathway": "Pathway",
    "areas": "Areas",
    "services": "Service",
    "front_doors": "Front door",
    "guides": "Guide",
    "glossary": "Glossary",
    "languages": "Languages",
    "uncovered": "Not covered",
    "quiz": "Quiz",
    "practice": "Practice case",
    "lessons": "Tour",
    "audits": "Audits",
    "page": "Chat page",
}


def _entries(pack: Pack, part: str) -> Any:
    value = getattr(pack, part)
    return list(value.values()) if isinstance(value, dict) else list(value) if isinstance(value, tuple) else value


def _compared(before: Any, after: Any, kind: Kind, where: str, what: str = "") -> Iterator[Difference]:
    """Two values of one place in a pack."""
    if before == after and not _has_questions_beside(before):
        return
    if isinstance(before, BaseModel) and isinstance(after, BaseModel):
        for name, info in type(after).model_fields.items():
            title = (info.title or name).partition(", or null")[0]  # what may be left out is said to who writes it
            one, other = getattr(before, name, None), getattr(after, name)
            yield from _compared(one, other, _kind(name, kind), where, title)
    elif _of_models(before) or _of_models(after):
        yield from _lists(before or [], after or [], kind, where)
    elif isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _compared(before.get(key), after.get(key), kind, where, f"{what}, {key}")
    elif isinstance(before, list) and isinstance(after, list):
        gone, new = [one for one in before if one not in after], [one for one in after if one not in before]
        reordered = not gone and not new
        yield Difference(kind, where, what, _words(before if reordered else gone), _words(after if reordered else new))
    elif before != after:
        yield Difference(kind, where, what, _words(before), _words(after))


def _has_questions_beside(value: Any) -> bool:
    """A guide is equal to another whatever questions stand beside it: they are compared all the same."""
    return hasattr(value, "asked") or (isinstance(value, list) and any(hasattr(one, "asked") for one in value))


def _lists(before: list[Any], after: list[Any], kind: Kind, where: str) -> Iterator[Difference]:
    was, now = _by_key(before), _by_key(after)
    for key, one in was.items():
        if key not in now:
            yield Difference(kind, f"{where} '{_name(one)}'", "taken out", _summary(one), None)
    for key, one in now.items():
        if key not in was:
            yield Difference(kind, f"{where} '{_name(one)}'", "new", None, _summary(one))
        else:
            yield from _compared(was[key], one, kind, f"{where} '{_name(one)}'")
    if list(was) != list(now) and set(was) == set(now):
        yield Difference(kind, where, "order", ", ".join(map(str, was)), ", ".join(map(str, now)))


def _by_key(entries: list[Any]) -> dict[str, Any]:
    """Entries by what they are known by; of two that are known by the same, the second by its place as well."""
    found: dict[str, Any] = {}
    for place, one in enumerate(entries):
        key = str(next((v for name in _KEYS if (v := getattr(one, name, None))), place))
        found[key if key not in found else f"{key} ({place})"] = one
    return found


def _of_models(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], BaseModel)


def _kind(field: str, kind: Kind) -> Kind:
    """A number is a number wherever it stands."""
    if field == "phone":
        return "numbers"
    if field == "email":
        return "mailboxes"
    return "review" if field in ("review_date", "edition", "last_checked") else kind


def _name(one: Any) -> str:
    said = next((v for name in (*_NAMES, *_KEYS) if (v := getattr(one, name, None))), "")
    return said if len(str(said)) <= 80 else f"{str(said)[:77]}..."


def _summary(one: BaseModel) -> str:
    """A whole entry in a line: what is said of it, and how it is reached."""
    shown = one.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    return "; ".join(f"{key}: {_words(value)}" for key, value in shown.items() if key not in _NAMES)


def _words(value: Any) -> str | None:
    if value in (None, "", [], (), {}):
        return None
    match value:
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(str(_words(one)) for one in value)
        case dict():
            return ", ".join(f"{key} {_words(one)}" for key, one in value.items())
        case BaseModel():
            return str(value) if type(value).__str__ is not BaseModel.__str__ else _summary(value)
    return str(value).strip()


# -- the handbook ------------------------------------------------------------------------------------------------


def _sections(before: Pack, after: Pack) -> Iterator[Difference]:
    was, now = _printed(before), _printed(after)
    for key, one in was.items():
        if key not in now:
            yield Difference("sections", f"Section {key} '{one.title}'", "taken out", one.text, None)
    for key, one in now.items():
        where = f"Section {key} '{one.title}'"
        if key not in was:
            yield Difference("sections", where, "new", None, one.text)
            continue
        yield from _compared(was[key].front, one.front, "sections", where)
        yield from _paragraphs(was[key].text, one.text, where)
        yield from _questions(was[key].questions, one.questions, where)


def _printed(pack: Pack) -> dict[str, Section]:
    return {**pack.sections, **({"about": pack.about} if pack.about else {})}


def _paragraphs(before: str, after: str, where: str) -> Iterator[Difference]:
    """The paragraphs that changed, each beside what it was."""
    was, now = ([p.strip() for p in text.split("\n\n") if p.strip()] for text in (before, after))
    for tag, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Difference("sections", where, "text", "\n".join(was[i:j]) or None, "\n".join(now[k:m]) or None)


def _questions(before: Iterable[str], after: Iterable[str], where: str) -> Iterator[Difference]:
    was, now = list(before), list(after)
    gone, new = [q for q in was if q not in now], [q for q in now if q not in was]
    if gone or new:
        yield Difference("sections", where, "questions that it answers", _words(gone), _words(new))


def _approvals(before: Pack, after: Pack) -> Iterator[Difference]:
    was, now = ({one.what: one for one in pack.approvals} for pack in (before, after))
    for what, one in now.items():
        if was.get(what) != one:
            yield Difference("approvals", what, "approved", None, f"by {one.by}, {one.day:%-d %B %Y}")
    for what, one in was.items():
        if what not in now:
            yield Difference("approvals", what, "approval taken out", f"by {one.by}, {one.day:%-d %B %Y}", None)


def _inside_texts(found: list[Difference]) -> Iterator[Difference]:
    """Numbers and mailboxes that came or went inside a text, or with an entry."""
    for one in found:
        whole = one.what in ("new", "taken out")
        if one.kind in ("numbers", "mailboxes") and not whole:
            continue
        kinds: tuple[tuple[Kind, Any], ...] = (("numbers", phones), ("mailboxes", emails))
        for kind, look in kinds:
            was, now = (list(dict.fromkeys(look(text or ""))) for text in (one.before, one.after))
            gone, new = [n for n in was if n not in now], [n for n in now if n not in was]
            if (gone or new) and kind != one.kind:
                what = one.what if whole else "in its text" if one.what == "text" else f"in '{one.what}'"
                yield Difference(kind, one.where, what, _words(gone), _words(new))
