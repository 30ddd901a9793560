"""The verbs of the command that answer without a conversation. Each is a callable from one JSON object to another."""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from bot import settings
from knowledge.outlook import Known, Outlook, outlook
from knowledge.pack import Pack, load
from knowledge.pathway import Case, Recipient, UnknownFact


class Mistaken(ValueError):
    """What was given can't be used; the message says what to mend."""


class Refer:
    """`{"area", "stage", "risk", "flags"}` to `{"contacts", "rules", "notes"}`.

    A flag that can't wait needs no risk: the contacts are then those that are told whatever the grade, and the notes say
    who else is, and at which.
    """

    def __call__(self, given: dict[str, Any]) -> dict[str, Any]:
        pack = settings.pack()
        area, stage = (words(given, key) for key in ("area", "stage"))
        flags = given.get("flags") or []
        if not isinstance(flags, list) or not all(isinstance(f, str) for f in flags):
            raise Mistaken('"flags" must be a list of words.')
        urgent = {flag.id for flag in pack.pathway.automatic.flags if flag.urgency}
        if given.get("risk") is None and urgent & set(flags):
            known = Known(area=_area(pack, area), stage=stage, flags=frozenset(flags))
            return _without_a_grade(outlook(pack.table, known))
        decision = pack.table.decide(Case(_area(pack, area), stage, words(given, "risk"), frozenset(flags)))
        notes = [*decision.notes, *([decision.would_change] if decision.would_change else [])]
        told: dict[str, Any] = {
            "contacts": _contacts(decision.recipients),
            "rules": list(decision.rules),
            "notes": notes,
        }
        return told | ({"urgency": decision.urgency} if decision.urgency else {})


def _without_a_grade(seen: Outlook) -> dict[str, Any]:
    rules = dict.fromkeys(one.rule for r in seen.certain for one in r.because)
    risks = {d.recipient.contact.name: " or ".join(one.values) for d in seen.depends for when in d.when for one in when}
    notes = [*seen.notes, *(f"If the risk is {risk}: {name} as well." for name, risk in risks.items())]
    told: dict[str, Any] = {"contacts": _contacts(seen.certain), "rules": list(rules), "notes": notes}
    return told | ({"urgency": seen.urgency} if seen.urgency else {})


def _contacts(recipients: tuple[Recipient, ...]) -> list[dict[str, Any]]:
    return [
        {
            "id": r.contact.id,
            "name": r.contact.name,
            "email": r.contact.email,
            "reason": r.reason,
            "section": r.source.section,
        }
        for r in recipients
    ]


def _area(pack: Pack, given: str) -> str:
    """An area's id, given that or a town."""
    if given in pack.area:
        return given
    from knowledge.places import Gazetteer

    found = {m.area for m in Gazetteer(pack.areas).find(given) if m.area}
    if len(found) == 1:
        return found.pop()
    raise UnknownFact(f"The area '{given}' is not in the pack. It knows: {', '.join(pack.area)}, and their towns.")


class Ask:
    """`{"q"}` to `{"status", "hits"}`."""

    def __init__(self, folder: Path | None = None):
        self._folder = folder

    @cached_property
    def _search(self) -> Any:
        from bot.nlu.lookup import open_search
        from knowledge import search

        if self._folder is None:
            return open_search(settings.pack(), settings.INDEX, settings.encoder())
        pack = load(self._folder)
        index = self._folder / ".index"
        if not search.is_current(pack, index):
            search.build(pack, settings.encoder(), index)
        return open_search(pack, index, settings.encoder())

    def __call__(self, given: dict[str, Any]) -> dict[str, Any]:
        answer = self._search.ask(words(given, "q"))
        hits = [
            {"id": h.id, "title": h.title, "page": h.page, "score": round(h.score, 4), "text": h.text}
            for h in answer.hits
        ]
        return {"status": answer.status, "hits": hits}


class Route:
    """`{"text"}` to `{"flow", "confidence", "voice", "urgency", "questions", "facts"}`: what a first message starts, through
    the same code as a turn."""

    @cached_property
    def gate(self) -> Any:
        """The privacy gate."""
        from bot.channels import gate

        return gate.shared()

    @cached_property
    def understanding(self) -> Any:
        from bot.nlu import loading

        if not settings.MODEL.exists():
            raise Mistaken("There is no trained model yet. Run 'signpost train'.")
        return loading.shared()

    @cached_property
    def search(self) -> Any:
        """The handbook's index."""
        from bot.nlu import loading

        return loading.search()

    @lru_cache(maxsize=4_096)  # noqa: B019 - one lives as long as the command
    def meaning(self, text: str) -> Any:
        """What the message means, behind the gate; None where the gate answers it by itself, or nothing is in it."""
        admitted = self.gate.admit(text)
        if admitted.answer or not admitted.text:
            return None
        return self.understanding.read(admitted.text, admitted.metadata.get("facts", {}))

    def __call__(self, given: dict[str, Any]) -> dict[str, Any]:
        text = words(given, "text", empty=True)
        admitted = self.gate.admit(text)
        if admitted.answer:  # what can't be read may be danger: 999 comes first
            return {**_NOTHING, "flow": "out_of_scope", "confidence": 1.0, "facts": {"danger": "possible"}}
        if not admitted.text:
            return {**_NOTHING, "flow": "help"}
        return self.told(self.understanding.reading(admitted.text, admitted.metadata.get("facts", {})))

    def told(self, reading: Any) -> dict[str, Any]:
        """A reading as `route` prints it."""
        meaning = reading.meaning
        flow, confidence = first_flow(meaning)
        return {
            "flow": flow,
            "confidence": round(confidence, 4),
            "voice": meaning.voice,
            "urgency": meaning.urgency,
            "questions": [question.text for question in meaning.questions],
            "facts": as_told(meaning.facts, meaning.danger.level),
        }


_NOTHING: dict[str, Any] = {
    "confidence": 0.0,
    "voice": "unclear",
    "urgency": "none",
    "questions": [],
    "facts": {},
}  # fmt: skip


def first_flow(meaning: Any) -> tuple[str, float]:
    """The flow that a first message starts. It answers nothing yet: what only tells facts is a case."""
    from bot.dialogue.facts import CASE
    from bot.nlu.labels import MAIN_FLOW

    if meaning.flow != "inform":
        return meaning.flow, meaning.confidence
    if meaning.facts.keys() & CASE:
        return MAIN_FLOW, meaning.confidence
    return next(((flow, share) for flow, share in meaning.flows if flow != "inform"), ("help", 0.0))


def as_told(found: Mapping[str, Any], danger: str) -> dict[str, Any]:
    """The facts as `route` prints them: only those found; of several children, all are listed."""
    children = found.get("children", [])
    stages = list(dict.fromkeys(c["stage"] for c in children))
    ages = [c["age"] for c in children if c["age"]] or ([f"{found['adult']} years"] if "adult" in found else [])
    told = {
        "area": found.get("area"),
        "stage": stages[0] if len(stages) == 1 else stages or None,
        "age": ages[0] if len(ages) == 1 else ages or None,
        "risk": found.get("risk"),
        "flags": found.get("flags"),
        "role": found.get("role"),
        "danger": {"possible": "possible", "sure": "now"}.get(danger),
    }
    return {k: v for k, v in told.items() if v}


class Redact:
    """`{"text"}` to `{"text", "spans"}`."""

    @cached_property
    def mask(self) -> Any:
        from bot.privacy import Mask

        return Mask(settings.pack())

    def __call__(self, given: dict[str, Any]) -> dict[str, Any]:
        masked = self.mask.mask(words(given, "text", empty=True))
        return {"text": masked.text, "spans": [list(span) for span in masked.spans]}


def directory(area: str | None, need: str | None, who: str | None) -> list[dict[str, Any]]:
    """The services that fit, as JSON."""
    from knowledge.services import Wanted, find

    pack = settings.pack()
    wanted = Wanted(_area(pack, area) if area else None, need, who)
    known = {"need": {n for s in pack.services for n in s.needs}, "for": {f for s in pack.services for f in s.for_}}
    for name, value in (("need", need), ("for", who)):
        if value and value not in known[name]:
            raise Mistaken(
                f"The directory knows no '{value}' under --{name}. It has: {', '.join(sorted(known[name]))}."
            )
    return [
        s.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
        for s in find(pack, wanted, everything=True)
    ]


def purge(days: float) -> int:
    """Deletes old conversations from the database, and learners' progress by its own days; gives the conversations' number."""
    from bot import learners, retention
    from bot.database import purge as purge_conversations

    kept = database()
    if kept is None:
        return 0
    learners.purge(kept, retention.learning_days())
    return purge_conversations(kept, days)


def database(make: bool = False) -> Any:
    """The server's database; None if there is none yet, unless it is to be made."""
    from bot.database import Database

    url = settings.database()
    file = Path(url.removeprefix("sqlite:///"))
    return None if url.startswith("sqlite:///") and not file.exists() and not make else Database(url)


def words(given: dict[str, Any], key: str, empty: bool = False) -> str:
    value = given.get(key)
    if not isinstance(value, str) or not (value.strip() or empty):
        raise Mistaken(f'"{key}" is missing, or is not words.')
    return value
