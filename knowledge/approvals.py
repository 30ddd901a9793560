"""What awaits the partnership's approval, and the register of what it approved: who, when, and of which wording.

The register is the pack's own file, `approvals.yml`. An approval is of the wording as it stood: once that changes, it lapses and is
asked for again.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import yaml
from pydantic import AfterValidator, Field, ValidationError

from knowledge.guides import Advice, Guide
from knowledge.schema import Area, FrontDoor, Language, Part, Service, Term

FILE = "approvals.yml"
if TYPE_CHECKING:
    from knowledge.pack import Pack

P = TypeVar("P", Service, Term, Language, FrontDoor, Area, Advice)
_LONGEST_ROLE = 100
_HEAD = """\
# What the partnership has approved: who (a role, never a name), when, and a mark of the wording that was approved.
# "signpost pack approve" writes this file. An approval lapses when what it names is changed.
approvals:
"""


def _a_role(value: str) -> str:
    if not value.strip() or len(value) > _LONGEST_ROLE or re.search(r"[@\d\n\"\\]", value):
        raise ValueError(f"'{value}' is not a role, such as Chair of the partnership's procedures group")
    return value.strip()


Role = Annotated[str, AfterValidator(_a_role)]


class NotApprovable(ValueError):
    """What can't be approved, or not by whom it was said; the message says why."""


class Approval(Part):
    what: str = Field(title="What was approved, as pack check names it")
    by: Role = Field(title="Who approved it: a role, never a name")
    day: date = Field(title="When", strict=False)
    wording: str = Field(title="Mark of the wording that was approved, in quotes")


class Approvals(Part):
    approvals: list[Approval] = Field(title="What was approved")


Approvable = Service | Term | Language | FrontDoor | Area | Advice


def name_of(one: Approvable, guide: str | None = None) -> str:
    """How `pack approve` and the register call it, such as `front_doors:call-derbyshire`."""
    match one:
        case Advice():
            return f"guides/{guide}:{one.id}"
        case Term():
            return f"glossary:{one.term}"
    folder = {Service: "services", Language: "languages", FrontDoor: "front_doors", Area: "areas"}[type(one)]
    return f"{folder}:{one.id}"


def waits(one: Approvable) -> bool:
    """Does it say what the print does not, without anybody's approval?"""
    match one:
        case Area():
            return one.reading == "ours"
        case FrontDoor():
            return not one.approved
        case Term():
            return one.addition and not one.approved
    return one.addition is not None and not one.addition.approved


def mark(one: Approvable) -> str:
    """A mark of its wording: another one for any change but the approval itself."""
    said = one.model_dump(mode="json", by_alias=True)
    said.pop("approved", None)
    if isinstance(said.get("addition"), dict):
        said["addition"].pop("approved", None)
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12]


class Register:
    """The approvals of a pack, by what they name; the last of several counts."""

    def __init__(self, kept: Approvals | None):
        self.every = tuple(kept.approvals) if kept else ()
        self._by_name = {one.what: one for one in self.every}

    def __iter__(self) -> Iterator[Approval]:
        return iter(self._by_name.values())

    def of(self, name: str) -> Approval | None:
        """The approval that names this, whether or not it still stands."""
        return self._by_name.get(name)

    def all(self, parts: Sequence[P]) -> list[P]:
        """The parts, each as approved as the register has it."""
        return [self._seen(one, name_of(one)) for one in parts]

    def guide(self, guide: Guide) -> Guide:
        """The guide with its advice as approved as the register has it."""
        advice = [self._seen(one, name_of(one, guide.id)) for one in guide.advice]
        return guide.model_copy(update={"advice": advice})

    def _seen(self, one: P, name: str) -> P:
        kept = self._by_name.get(name)
        if kept is None or not waits(one) or kept.wording != mark(one):
            return one
        return _approved(one)


def _approved(one: P) -> P:
    match one:
        case Area():
            return one.model_copy(update={"reading": "certain"})
        case FrontDoor() | Term():
            return one.model_copy(update={"approved": True})
    assert one.addition is not None
    return one.model_copy(update={"addition": one.addition.model_copy(update={"approved": True})})


def _write(folder: Path, approval: Approval) -> None:
    """Adds a line to the pack's register. A line that stands there is left as it is: the last of several counts."""
    path = folder / FILE
    text = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    line = yaml.safe_dump(
        {"what": approval.what, "by": approval.by, "day": approval.day, "wording": approval.wording},
        default_flow_style=True,
        allow_unicode=True,
        sort_keys=False,
        width=1_000,
    ).strip()
    path.write_text(f"{text.rstrip()}\n  - {line}\n", encoding="utf-8")


def approvable(pack: "Pack") -> Iterator[tuple[str, Approvable]]:
    """Everything in the pack that may need approval, by its name."""
    languages = pack.languages.languages if pack.languages else ()
    for one in (*pack.front_doors, *pack.services, *pack.areas.areas, *languages, *pack.glossary):
        yield name_of(one), one
    for guide in pack.guides.values():
        yield from ((name_of(advice, guide.id), advice) for advice in guide.advice)


def approve(pack: "Pack", what: str, by: str, today: date) -> Approval:
    """Notes in the pack's register that this was approved. Raises NotApprovable for what the pack has not, or what waits for
    nobody, and for a role that is none."""
    one = dict(approvable(pack)).get(what)
    if one is None or not waits(one):
        why = "nothing in the pack is called that" if one is None else "it waits for no approval"
        raise NotApprovable(f"'{what}' can't be approved: {why}. 'signpost pack check' lists what awaits approval.")
    try:
        approval = Approval(what=what, by=by, day=today, wording=mark(one))
    except ValidationError as error:
        raise NotApprovable(f"{error.errors()[0]['ctx']['error']}.") from None
    _write(pack.folder, approval)
    return approval
