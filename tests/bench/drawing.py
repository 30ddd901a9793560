"""A picture of where a turn's time goes: an SVG with two bars for each part, readable without colours and by a screen reader."""

from xml.sax.saxutils import escape

from tests.bench.figures import Parts

_WIDTH, _LABELS, _NUMBERS = 760, 250, 70
_BAR, _GAP, _TOP = 14, 12, 76
_FILLS = ("#1d70b8", "#f47738")
_OTHERS = "#505a5f"


def drawn(parts: Parts) -> str:
    """The SVG."""
    kinds = list(parts.of)
    names = list(dict.fromkeys(name for kind in kinds for name in parts.of[kind]))
    longest = max(took for kind in kinds for took in parts.of[kind].values())
    row = len(kinds) * _BAR + _GAP
    rows = "".join(
        _row(name, [parts.of[kind].get(name, 0.0) for kind in kinds], _TOP + i * row, longest)
        for i, name in enumerate(names)
    )
    height = _TOP + len(names) * row
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="title told" '
        f'font-family="Arial, sans-serif" font-size="14">\n'
        f'<title id="title">Where a turn\'s time goes</title>\n<desc id="told">{escape(_told(parts))}</desc>\n'
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>\n'
        f'<text x="16" y="28" font-size="18" font-weight="bold">Where a turn\'s time goes, in milliseconds</text>\n'
        f"{_legend(parts)}{rows}</svg>\n"
    )


def _legend(parts: Parts) -> str:
    """Which bar is which, with the whole turn's time."""
    told, x = "", 16
    for (kind, of), fill in zip(parts.of.items(), _FILLS, strict=False):
        words = f"a {kind} turn: {sum(of.values()):.0f} ms"
        told += f'<rect x="{x}" y="42" width="14" height="14" fill="{fill}"/><text x="{x + 20}" y="54">{escape(words)}</text>\n'
        x += 240
    return told


def _row(name: str, took: list[float], top: float, longest: float) -> str:
    """A part's label and its bars, each with its number."""
    space = _WIDTH - _LABELS - _NUMBERS
    bars = f'<text x="{_LABELS - 12}" y="{top + len(took) * _BAR / 2 + 5:g}" text-anchor="end">{escape(name)}</text>\n'
    for i, (ms, fill) in enumerate(zip(took, _FILLS, strict=False)):
        y, width = top + i * _BAR, space * ms / longest
        bars += f'<rect x="{_LABELS}" y="{y}" width="{max(width, 1):.1f}" height="{_BAR - 2}" fill="{fill}"/>'
        bars += f'<text x="{_LABELS + width + 6:.1f}" y="{y + 11}" font-size="12" fill="{_OTHERS}">{ms:.1f}</text>\n'
    return bars


def _told(parts: Parts) -> str:
    """The same in words."""
    return " ".join(
        f"A {kind} turn takes {sum(of.values()):.0f} milliseconds: {', '.join(f'{name} {ms:.1f}' for name, ms in of.items())}."
        for kind, of in parts.of.items()
    )
