"""Learning from audits: what all briefings found on a theme, each as whose it is; and a guide to a supervision session."""

from actions.context import Context
from actions.reply import Choice, Reply, listed
from bot.dialogue.state import DialogueState
from knowledge.audits import Audits, Finding, Theme
from knowledge.pack import Pack

_KINDS = {"worked": "Worked well", "worried": "Worried them", "do": "Asks for"}
_FINDINGS, _QUESTIONS = 3, 3  # of a supervision session


def compare(value: str | None, state: DialogueState, context: Context) -> Reply:
    """All findings on a theme; without one, the themes."""
    audits, pack = context.pack.audits, context.pack
    theme = audits.theme(value) if audits else None
    if audits is None or theme is None:
        return _themes(audits, "theme", "What would you like to compare across the briefings?")
    reply = Reply(choices=[(f"learn:session={theme.id}", "A supervision session on this"), *_others(audits, theme)])
    briefings = dict.fromkeys(one.briefing for one in theme.found)
    lines = [_line(briefing, [one for one in theme.found if one.briefing == briefing], pack) for briefing in briefings]
    silent = [_whose(one, pack) for one in _briefings(pack) if one not in briefings]
    reply.add("answer", "\n".join([f"What the audits found on {theme.title}:", *lines]))
    reply.add("note", f"No finding on this is listed from {listed(silent, 'or')}." if silent else "")
    cited = [pack.cite(section) for section in (*briefings, theme.section)]
    return reply.add("why", f"To read with it: {pack.sections[theme.section].title}.", cited)


def session(value: str | None, state: DialogueState, context: Context) -> Reply:
    """A guide to a supervision session on a theme, as a record to copy; without one, the themes."""
    audits, pack = context.pack.audits, context.pack
    theme = audits.theme(value) if audits else None
    if audits is None or theme is None:
        return _themes(audits, "session", "What should the session be about?")
    findings = _three(theme.found)
    lines = [
        f"Supervision session, {context.now:%-d %B %Y}",
        f"Theme: {theme.title}",
        "Findings:",
        *(f"- {_whose(one.briefing, pack)}: {one.say}" for one in findings),
        "Questions:",
        *(f"- {one}" for one in theme.questions[:_QUESTIONS]),
        f"One action to take away: {theme.action}",
        "Who, and by when: ____",
        f"To read: {'; '.join(dict.fromkeys(pack.cite(one) for one in (theme.section, *(f.briefing for f in findings))))}",
        f"Pack: {pack.info.name}, {pack.info.edition} (review by {pack.info.review_date:%-d %B %Y})",
    ]
    text = "\n".join(lines)
    state.spoken.record = text
    choices = [(f"learn:theme={theme.id}", "All four on this"), ("learn:session", "Another theme")]
    reply = Reply(choices=choices, record=text)
    return reply.add(
        "answer",
        f"{text}\n\nCopy it for your session. Only the local findings are from here; the others can still teach us something.",
    )


def _three(found: list[Finding]) -> list[Finding]:
    """Three findings, one from each briefing where there are so many: what worried it before what worked."""
    order = sorted(found, key=lambda one: one.kind == "worked")
    of = {one.briefing: one for one in reversed(order)}
    first = [of[briefing] for briefing in dict.fromkeys(one.briefing for one in found)]
    return (first + [one for one in order if one not in first])[:_FINDINGS]


def _line(briefing: str, findings: list[Finding], pack: Pack) -> str:
    said = " ".join(f"{_KINDS[one.kind]}: {one.say}" for one in findings)
    return f"- {_whose(briefing, pack)}. {said}"


def _whose(briefing: str, pack: Pack) -> str:
    """`Derby and Derbyshire (local)`, `Durham`."""
    name = pack.sections[briefing].title.partition(": ")[2] or pack.sections[briefing].title
    return f"{name} (local)" if name == pack.info.name else name


def _briefings(pack: Pack) -> list[str]:
    return [one.id for one in pack.sections.values() if one.front.chapter == "briefings"]


def _themes(audits: Audits | None, what: str, ask: str) -> Reply:
    if audits is None:
        return Reply().add("answer", "This pack has no audits to compare.")
    choices: list[Choice] = [(f"learn:{what}={one.id}", _title(one)) for one in audits.themes]
    return Reply(answers=choices).add("question", ask)


def _others(audits: Audits, theme: Theme) -> list[Choice]:
    return [(f"learn:theme={one.id}", _title(one)) for one in audits.themes if one is not theme][:3]


def _title(theme: Theme) -> str:
    return theme.title[0].upper() + theme.title[1:]
