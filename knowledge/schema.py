"""What the files of a pack may say. Unknown keys are forbidden, and every field has a title."""

import re
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Risk = Literal["standard", "medium", "high"]
RISKS: tuple[Risk, ...] = ("standard", "medium", "high")
Urgency = Literal["today"]  # "now" is 999, which no rule of a table decides


def _looks_like_email(value: str) -> str:
    local, at, domain = value.partition("@")
    if not (local and at and "." in domain) or any(c in value for c in " ,;<>"):
        raise ValueError(f"'{value}' is not an e-mail address")
    return value


Email = Annotated[str, AfterValidator(_looks_like_email)]


class Part(BaseModel):
    """Base of everything in a pack."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Source(Part):
    section: str = Field(title="Section id, in quotes")
    page: int | None = Field(None, title="Printed page")

    def __str__(self) -> str:
        return f"{self.section}, page {self.page}" if self.page else self.section


class PartnershipContact(Part):
    name: str = Field(title="Who to ask")
    phone: str | None = Field(None, title="Telephone")
    email: Email | None = Field(None, title="Mailbox")
    web: str | None = Field(None, title="Website")
    source: Source = Field(title="Where it is printed")


class PackInfo(Part):
    id: str = Field(title="Pack id")
    name: str = Field(title="Partnership area")
    handbook: str = Field(title="Name of the handbook")
    publisher: str = Field(title="Publisher of the handbook")
    edition: str = Field(title="Edition of the pack")
    review_date: date = Field(title="Review the pack by", strict=False)
    contact: PartnershipContact = Field(title="Who answers for the handbook")


def _looks_like_a_page(value: str) -> str:
    if not re.fullmatch(r"https://[^\s<>\"]+\.[^\s<>\"]+", value):
        raise ValueError(f"'{value}' is not a web address that begins with https://")
    return value


WebAddress = Annotated[str, AfterValidator(_looks_like_a_page)]


class Page(Part):
    """What the chat page shows of the partnership, and the ways to start that it offers."""

    logo: str | None = Field(None, title="Logo: an SVG or PNG file in the pack's folder")
    privacy_notice: WebAddress | None = Field(None, title="The partnership's privacy notice")
    terms_of_use: WebAddress | None = Field(None, title="The partnership's terms of use")
    accessibility_statement: WebAddress | None = Field(None, title="The partnership's accessibility statement")
    starters: list[str] = Field(default_factory=list, title="Flows that the page offers at the start, in order")
    start: dict[str, str] = Field(default_factory=dict, title="What a person says to start a flow, by its id")


NO_PAGE = Page.model_validate({})


class Contact(Part):
    id: str = Field(title="Contact id")
    name: str = Field(title="Name")
    also: list[str] = Field(
        default_factory=list, title="Other names, lower case; contacts that share one are all meant"
    )
    kind: str = Field(title="Kind: contacts of one kind are alternatives")
    email: Email | None = Field(title="Mailbox, or null where none is printed")
    source: Source = Field(title="Where it is printed")
    beware: str | None = Field(None, title="What it is easily confused with")


Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _looks_like_a_time(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", value):
        raise ValueError(f"'{value}' is not a time of day, as in \"09:00\"")
    return value


ClockTime = Annotated[str, AfterValidator(_looks_like_a_time)]


class Hours(Part):
    days: list[Day] = Field(title="Days of the week")
    from_: ClockTime = Field(alias="from", title="From, in quotes")
    to: ClockTime = Field(title="To, in quotes; on the next day if it is no later than from")

    @property
    def opens(self) -> time:
        return time.fromisoformat(self.from_)

    @property
    def closes(self) -> time:
        """Midnight at the end of a day is 0:00 of the next."""
        return time.fromisoformat(self.to.replace("24:00", "00:00"))


class OtherNumber(Part):
    phone: str = Field(title="Telephone, as printed")
    where: str = Field(title="Where this one is printed")


class FrontDoor(Part):
    """Whom to ring about a child at a council. Never from the handbook, which prints no number for one."""

    id: str = Field(title="Id")
    name: str = Field(title="Name")
    also: list[str] = Field(default_factory=list, title="Other names people use")
    authority: str = Field(title="Local authority")
    contact: str | None = Field(None, title="Contact id that takes its written referrals")
    kind: Literal["referral", "consultation"] = Field(title="Does it take referrals, or only advise professionals?")
    phone: str | None = Field(title="Telephone, or null until one is confirmed")
    hours: list[Hours] | None = Field(title="When it answers, or null where no page says")
    says: str = Field(title="What to know before ringing, one sentence")
    for_anybody: str | None = Field(None, title="The same to somebody who is not at work, where it differs")
    published_by: str = Field(title="Public page that prints it")
    as_read: str = Field(title="How old what was read is")
    also_printed: list[OtherNumber] = Field(default_factory=list, title="Numbers that other pages print for it")
    approved: bool = Field(False, title="Has the partnership confirmed it?")


class FrontDoors(Part):
    front_doors: list[FrontDoor] = Field(title="Whom to ring about a child, council by council")


class Contacts(Part):
    contacts: list[Contact] = Field(title="Who receives a referral")


class Area(Part):
    id: str = Field(title="Area id")
    name: str = Field(title="Name")
    printed: str = Field(title="As the pathway prints it")
    authority: str = Field(title="Local authority")
    midwives: str = Field(title="Midwives' team")
    reading: Literal["certain", "ours"] = Field(title="Is the printed abbreviation's meaning certain?")
    aliases: list[str] = Field(title="Towns, villages and suburbs, lower case")
    outcodes: list[str] = Field(title="Outward postcodes, whole or nearly so")


class UnsurePlace(Part):
    names: list[str] = Field(title="Places, lower case")
    outcodes: list[str] = Field(default_factory=list, title="Outward postcodes")
    certain: dict[str, str] = Field(default_factory=dict, title="What is certain of the area")
    candidates: list[str] = Field(default_factory=list, title="Areas it may be in")
    say: str = Field(title="What is certain and what to confirm")


class OutsidePlace(Part):
    names: list[str] = Field(title="Places, lower case")
    outcodes: list[str] = Field(default_factory=list, title="Outward postcodes")
    where: str = Field(title="Whose area it is")


class Authority(Part):
    id: str = Field(title="Id, as the areas name it")
    name: str = Field(title="Name")
    where: str = Field(title="Where that is, as it goes on in a sentence")
    also: list[str] = Field(default_factory=list, title="What else it is called, lower case")


class Areas(Part):
    authorities: list[Authority] = Field(default_factory=list, title="Local authorities, in words")
    areas: list[Area] = Field(title="Areas of the pathway")
    unsure: list[UnsurePlace] = Field(default_factory=list, title="Border places and places not in print")
    outside: list[OutsidePlace] = Field(default_factory=list, title="Other areas")


class Stage(Part):
    id: str = Field(title="Stage id")
    name: str = Field(title="In words")
    short: str = Field(title="On a button")
    printed: str = Field(title="As the pathway prints it")
    from_months: int | None = Field(None, title="From age, months")
    to_months: int | None = Field(None, title="To age, months, inclusive")
    within_months: int | None = Field(None, title="For so many months afterwards")


class Row(Part):
    id: str = Field(title="Rule id")
    stages: list[str] = Field(title="Stages")
    risks: list[Risk] = Field(title="Risks")
    where: dict[str, str] = Field(default_factory=dict, title="What is true of the area")
    flags: list[str] = Field(default_factory=list, title="Only with one of these flags")
    unless_flags: list[str] = Field(default_factory=list, title="Not with any of these flags")
    tell: str = Field(title="Contact id")
    reason: str = Field(title="Why, in one sentence")
    source: Source | None = Field(None, title="Source, if not the table's own")


class Flag(Part):
    id: str = Field(title="Flag id")
    name: str = Field(title="In words")
    reason: str = Field(title="Why it is automatic")
    urgency: Urgency | None = Field(None, title="How soon, if it can't wait: it is then told first")
    lead: str | None = Field(None, title="The first line of the reply, if it can't wait")
    sources: list[Source] = Field(default_factory=list, title="Sources, if not the table's own")


class HighRisk(Part):
    id: str = Field(title="Rule id")
    stages: list[str] = Field(title="Stages with a child in the household")
    reason: str = Field(title="Why it is automatic")


class Automatic(Part):
    kind: str = Field(title="Kind of contact that is told")
    source: Source = Field(title="Source")
    concern: str | None = Field(
        None, title="For what no grade is waited for, as it goes on after 'if it is graded high or'"
    )
    flags: list[Flag] = Field(title="Flags")
    high_risk: HighRisk = Field(title="The rule for high risk")


class Gap(Part):
    id: str = Field(title="Rule id")
    stages: list[str] = Field(title="Stages")
    risks: list[Risk] = Field(title="Risks")
    where: dict[str, str] = Field(default_factory=dict, title="What is true of the area")
    say: str = Field(title="What the print leaves open, and the safe next step")


class Note(Part):
    id: str = Field(title="Note id")
    when: dict[str, Any] = Field(title="Condition on the facts")
    say: str = Field(title="The note")
    source: Source = Field(title="Source")


class Pathway(Part):
    source: Source = Field(title="Where the table is printed")
    high_risk_from_ticks: int = Field(title="DASH ticks from which the risk is high")
    stages: list[Stage] = Field(title="Stages, youngest first")
    rows: list[Row] = Field(title="Rows of the table")
    automatic: Automatic = Field(title="Automatic referrals")
    gaps: list[Gap] = Field(default_factory=list, title="What the print leaves open")
    notes: list[Note] = Field(default_factory=list, title="Notes that a decision carries")

    @property
    def sections(self) -> frozenset[str]:
        """The sections that its table, the automatic referrals and the rows' own sources stand in."""
        own = [row.source for row in self.rows if row.source] + [
            one for flag in self.automatic.flags for one in flag.sources
        ]
        return frozenset(source.section for source in (self.source, self.automatic.source, *own))


class Link(Part):
    name: str = Field(title="Name of the document or site")
    url: str | None = Field(None, title="Address, if printed")


class SectionFront(Part):
    id: str = Field(title="Section id, in quotes")
    title: str = Field(title="Title as printed over the section")
    aliases: list[str] = Field(default_factory=list, title="Other titles")
    page: int | None = Field(title="Printed page")
    chapter: int | str = Field(title="Chapter")
    audience: list[str] = Field(default_factory=list, title="Who it is for")
    links: list[Link] = Field(default_factory=list, title="Documents and sites it names")
    related: list[str] = Field(default_factory=list, title="Related sections")
    last_checked: date | None = Field(None, title="Last checked against the print", strict=False)


class Addition(Part):
    source: str = Field(title="Where this widely held practice comes from")
    approved: bool = Field(False, title="Has the partnership approved it?")


class Service(Part):
    id: str = Field(title="Service id")
    name: str = Field(title="Name")
    also: list[str] = Field(default_factory=list, title="Other names people use")
    kind: str = Field(title="Kind")
    does: str = Field(title="What it does, one sentence")
    areas: list[str] = Field(default_factory=list, title="Areas it serves")
    for_: list[str] = Field(default_factory=list, alias="for", title="For whom")
    needs: list[str] = Field(default_factory=list, title="Needs")
    risk: list[Risk] = Field(default_factory=list, title="Risk levels")
    referral: str | None = Field(None, title="Who can refer")
    consent: str | None = Field(None, title="Consent")
    hours: str | None = Field(None, title="Hours")
    phone: str | None = Field(None, title="Telephone, as printed")
    email: Email | None = Field(None, title="Mailbox")
    web: str | None = Field(None, title="Website")
    source: Source = Field(title="Source")
    notes: list[str] = Field(default_factory=list, title="Limits and contradictions of the print")
    doubtful: bool = Field(False, title="Is the printed number in doubt? Then the quiz gives it nowhere")
    addition: Addition | None = Field(None, title="Not in the handbook: where it comes from")


class Services(Part):
    services: list[Service] = Field(title="The directory")


class Term(Part):
    term: str = Field(title="Term")
    expands: list[str] = Field(default_factory=list, title="Words that mean the same")
    means: str = Field(title="Meaning, one sentence")
    section: str | None = Field(None, title="Section that explains it")
    informal: bool = Field(False, title="Is it an everyday abbreviation?")
    addition: bool = Field(False, title="Not explained in print")
    source: str | None = Field(None, title="Source of an addition")
    approved: bool = Field(False, title="Has the partnership approved the addition?")


class Glossary(Part):
    terms: list[Term] = Field(title="Terms")


class Uncovered(Part):
    q: str = Field(title="Question the handbook does not answer")
    kind: Literal["unrelated", "near", "elsewhere"] = Field(title="How far it is")


class Language(Part):
    id: str = Field(title="Language code")
    name: str = Field(title="Name in English")
    script: Literal["Latin", "Arabic", "Gurmukhi", "Cyrillic", "Bengali", "Devanagari", "Ethiopic"] = Field(
        title="Script"
    )
    addition: Addition = Field(title="Who translated it, and has a translator approved it?")
    say: str = Field(title="What is said to a message in this language, beginning with 999")
    letters: str = Field("", title="Letters that other languages of the script do not have")
    words: list[str] = Field(title="Common words, none of them an English one")

    @property
    def dir(self) -> Literal["ltr", "rtl"]:
        """Which way it is written."""
        return "rtl" if self.script == "Arabic" else "ltr"


class Languages(Part):
    section: str = Field(title="Section id that the advice is from, in quotes")
    english: str = Field(title="The same in English")
    shared: list[str] = Field(default_factory=list, title="Words of these languages that English has too")
    languages: list[Language] = Field(title="Languages that are answered")
