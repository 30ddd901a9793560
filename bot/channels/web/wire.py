"""A message as the browser gets it: as every place does, and with what a page can show besides."""

from typing import Any

from bot import settings
from bot.channels.message import Message
from bot.channels.web import handbook


def as_seen(message: Message) -> dict[str, Any]:
    """The message with `links` (`{text, href}` for each source that has a page here), `languages` (`{text, lang, dir}`
    for paragraphs that are not in English) and `about`, the section that its answer stands on: an opinion of it is
    counted under that."""
    told = message.as_dict()
    said = {source: [p.text for p in message.parts if source in p.sources] for source in message.sources}
    found = {s: handbook.cited(s, "\n".join(texts) or message.text) for s, texts in said.items()}
    links = [{"text": source, "href": link[1]} for source, link in found.items() if link]
    answers = (source for part in message.parts if part.kind != "danger" for source in part.sources)
    about = next((link[0] for source in (*answers, *message.sources) if (link := found.get(source))), None)
    if links:
        told |= {"links": links, "about": about}
    if languages := _languages(message.text):
        told["languages"] = languages
    return told


def _languages(text: str) -> list[dict[str, str]]:
    known = settings.pack().languages
    paragraphs = text.split("\n\n")
    return [
        {"text": one.say, "lang": one.id, "dir": one.dir}
        for one in (known.languages if known else ())
        if one.say in paragraphs
    ]
