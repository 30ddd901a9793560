"""The numbers and bullets that Word prints before paragraphs and does not keep in their text."""

from typing import Any

from docx.oxml.ns import qn

_ROMAN = [(50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")]


class Numbering:
    """Counts a document's automatic numbers. Ask for each paragraph's mark once, in the order of the print."""

    def __init__(self, part: Any, styles: dict[str, Any]):
        self.styles = styles
        self.lists: dict[str, dict[int, Any]] = {}
        self.list_of: dict[str, str] = {}
        self.counters: dict[str, dict[int, int]] = {}
        for abstract in part.iterfind(qn("w:abstractNum")):
            levels = {int(level.get(qn("w:ilvl"))): level for level in abstract.iterfind(qn("w:lvl"))}
            self.lists[abstract.get(qn("w:abstractNumId"))] = levels
        self.anew: dict[str, dict[int, int]] = {}  # numbers that a copy of a list starts again from
        for number in part.iterfind(qn("w:num")):
            name = number.get(qn("w:numId"))
            self.list_of[name] = _value(number, "w:abstractNumId") or ""
            for override in number.iterfind(qn("w:lvlOverride")):
                if (start := _value(override, "w:startOverride")) is not None:
                    self.anew.setdefault(name, {})[int(override.get(qn("w:ilvl")))] = int(start)

    def mark(self, paragraph: Any) -> tuple[str, bool]:
        """What Word prints before the paragraph ("2.1", "a)", "-", or nothing), and whether it is in a list."""
        number, depth = self._properties(paragraph)
        levels = self.lists.get(self.list_of.get(number or "", ""), {})
        if depth not in levels:
            return "", False
        if _value(levels[depth], "w:numFmt") == "bullet":
            return "-", True
        counters = self.counters.setdefault(self.list_of[number or ""], {})
        for level, start in self.anew.pop(number or "", {}).items():
            counters[level] = start - 1
        counters[depth] = counters.get(depth, _start(levels[depth]) - 1) + 1
        for deeper in [other for other in counters if other > depth]:
            del counters[deeper]
        text = _value(levels[depth], "w:lvlText") or ""
        for other in sorted(levels, reverse=True):
            count = counters.get(other, _start(levels[other]))
            text = text.replace(f"%{other + 1}", _formatted(count, _value(levels[other], "w:numFmt") or "decimal"))
        return text.strip(), bool(text.strip())

    def _properties(self, paragraph: Any) -> tuple[str | None, int]:
        """The list's number and the paragraph's depth in it, its own or its style's."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        named = _value(paragraph.find(qn("w:pPr")), "w:pStyle")
        number, depth = _value(own, "w:numId"), _value(own, "w:ilvl")
        style, seen = named, set()
        while number is None and style in self.styles and style not in seen:
            seen.add(style)
            properties = self.styles[style].find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            number = _value(properties, "w:numId")
            depth = depth or _value(properties, "w:ilvl")
            if number is not None and depth is None:
                # Headings' styles name only the list; the list's level names the style.
                levels = self.lists.get(self.list_of.get(number, ""), {})
                depth = next((str(at) for at, level in levels.items() if _value(level, "w:pStyle") == style), None)
            style = _value(self.styles[style], "w:basedOn")
        return number, int(depth or 0)


def _value(element: Any, name: str) -> str | None:
    child = element.find(qn(name)) if element is not None else None
    return child.get(qn("w:val")) if child is not None else None


def _start(level: Any) -> int:
    return int(_value(level, "w:start") or 1)


def _formatted(number: int, style: str) -> str:
    if style in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if style[0] == "u" else letter
    if style in ("lowerRoman", "upperRoman"):
        text = ""
        for value, letters in _ROMAN:
            while number >= value:
                text, number = text + letters, number - value
        return text.upper() if style[0] == "u" else text
    return "" if style == "none" else f"{number:02}" if style == "decimalZero" else str(number)
