"""The words of a Word paragraph, with its links, and the boxes and notes that hang on it."""

import re
from typing import Any

from docx.oxml.ns import qn

from knowledge.ingest.document import clean

_HYPERLINK = re.compile(r'^\s*HYPERLINK\s+(?!\\l)"?([^"\s]+)"?')


class Text:
    """The words of a paragraph, with its links, and the boxes and notes that hang on it."""

    def __init__(self, part: Any, notes: dict[tuple[str, str], Any]):
        self.part = part
        self.known_notes = notes
        self.parts: list[tuple[str, str]] = []  # words, and the address that a click on them opens
        self.boxes: list[Any] = []
        self.notes: list[Any] = []
        self.weights: list[bool] = []
        self.fields: list[dict[str, Any]] = []

    @property
    def bold(self) -> bool:
        return bool(self.weights) and all(self.weights)

    def words(self) -> str:
        made, at = "", 0
        while at < len(self.parts):
            uri, end = self.parts[at][1], at + 1
            while end < len(self.parts) and self.parts[end][1] == uri:
                end += 1
            text = "".join(words for words, _ in self.parts[at:end])
            inner = text.strip()
            shown = uri and re.sub(r"^(mailto:|tel:|https?://)", "", uri).rstrip("/") == re.sub(
                r"^https?://", "", inner
            ).rstrip("/")
            if uri and inner and not shown:
                lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
                text = f"{lead}[{inner.replace('[', '(').replace(']', ')')}]({uri.replace(' ', '%20')}){tail}"
            made, at = made + text, end
        return clean(made).strip()

    def take(self, parent: Any, uri: str = "") -> None:
        """Takes the words of every run below `parent`, struck-out ones excepted."""
        for element in parent:
            tag = element.tag
            if tag == qn("w:r"):
                self._run(element, uri)
            elif tag == qn("w:hyperlink"):
                self.take(element, self._target(element) or uri)
            elif tag == qn("w:fldSimple"):
                match = _HYPERLINK.match(element.get(qn("w:instr"), ""))
                self.take(element, match[1] if match else uri)
            elif tag in (
                qn("w:ins"),
                qn("w:smartTag"),
                qn("w:sdt"),
                qn("w:sdtContent"),
                qn("w:moveTo"),
                qn("w:customXml"),
            ):
                self.take(element, uri)

    def _target(self, link: Any) -> str:
        relation = self.part.rels.get(link.get(qn("r:id")))
        return relation.target_ref if relation is not None and relation.is_external else ""

    def _run(self, run: Any, uri: str) -> None:
        properties = run.find(qn("w:rPr"))
        if properties is not None and _on(properties.find(qn("w:vanish"))):
            return
        bold = properties is not None and _on(properties.find(qn("w:b")))
        for element in run:
            name = element.tag.rsplit("}", 1)[-1]
            if name == "fldChar":
                self._field(element.get(qn("w:fldCharType")))
            elif name == "instrText" and self.fields:
                self.fields[-1]["code"] += element.text or ""
            elif any(not field["shown"] for field in self.fields):
                continue  # a field's instruction, not its words
            elif name in ("t", "tab", "br", "cr", "noBreakHyphen"):
                words = {"t": element.text or "", "tab": "\t", "noBreakHyphen": "-"}.get(name, "\n")
                link = next((field["uri"] for field in reversed(self.fields) if field["uri"]), uri)
                self.parts.append((words, link))
                if words.strip():
                    self.weights.append(bold)
            elif name in ("footnoteReference", "endnoteReference"):
                note = self.known_notes.get((name.removesuffix("Reference"), element.get(qn("w:id"))))
                self.notes += [note] if note is not None else []
            elif name in ("AlternateContent", "drawing", "pict", "object"):
                # Word writes a text box twice, for itself and for programs that are older.
                shown = next((child for child in element if child.tag.endswith("}Choice")), element)
                self.boxes += [box for box in shown.iter(qn("w:txbxContent")) if not _inside_box(box)]

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self.fields.append({"code": "", "shown": False, "uri": ""})
        elif self.fields and kind == "separate":
            match = _HYPERLINK.match(self.fields[-1]["code"])
            self.fields[-1].update(shown=True, uri=match[1] if match else "")
        elif self.fields and kind == "end":
            self.fields.pop()


def _inside_box(box: Any) -> bool:
    return next(box.iterancestors(qn("w:txbxContent")), None) is not None


def _on(switch: Any) -> bool:
    return switch is not None and switch.get(qn("w:val"), "1") not in ("0", "false", "off", "none")
