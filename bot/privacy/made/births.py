"""Days as people write them: of a birth, or of anything else."""

import calendar
import random
from datetime import date, timedelta

from bot.privacy.numbers import ORDINALS, year_in_words

_FEASTS = ("Christmas Day", "Christmas Eve", "Boxing Day", "New Year's Day", "New Years Eve", "Valentine's Day", "Halloween",
           "bonfire night", "Easter Sunday", "St Patrick's Day", "Eid", "Diwali", "Mother's Day", "leap day")  # fmt: skip
_SHORT = {9: "Sept"}
_BENT = {1: "Janurary", 2: "Febuary", 3: "Mrach", 4: "Apirl", 8: "Agust", 9: "Septemeber", 10: "Ocotber", 11: "Novemebr",
         12: "Decemeber"}  # fmt: skip
_SEPARATORS = ("/", "/", "/", ".", ".", "-", "-", " ", " / ", " . ", " - ", "\\", ",", "_", ":", "|", ". ", "//")


class Days:
    """Writes days, the same ones for the same `chance`."""

    def __init__(self, chance: random.Random, today: date = date(2026, 9, 1)):
        """`today`: a fixed day, so that the same messages are made tomorrow."""
        self._random, self._today = chance, today

    def of_birth(self) -> str:
        """A child's or a grown-up's date of birth."""
        years = self._random.uniform(0, 18) if self._random.random() < 0.6 else self._random.uniform(18, 75)
        return self._written(self._today - timedelta(days=int(years * 365.2)))

    def of_anything(self) -> str:
        """A day of an incident, a hearing, a visit: most of them near today, many as far away as a child's birth."""
        away = self._random.gauss(-60, 120) if self._random.random() < 0.6 else -self._random.uniform(0, 6000)
        return self._written(self._today + timedelta(days=int(away)))

    def _written(self, day: date) -> str:
        chance = self._random.random()
        if chance < 0.45:
            return self._in_figures(day)
        if chance < 0.92:
            return self._in_words(day)
        if chance < 0.96:
            return f"{self._month(day)} {day.year}"
        return self._random.choice(_FEASTS) + self._random.choice(("", f" {day.year}", f", {day.year}", f" {day:%y}"))

    def _in_figures(self, day: date) -> str:
        r = self._random
        if r.random() < 0.06:
            return day.isoformat()
        if r.random() < 0.08:
            return r.choice((f"{day:%d%m%Y}", f"{day:%d%m%y}"))
        separator = r.choice(_SEPARATORS)
        full = r.random() < 0.5
        parts = [f"{day:%d}" if full else str(day.day), f"{day:%m}" if full else str(day.month)]
        if r.random() < 0.93:
            parts.append(r.choice((str(day.year), f"{day:%y}")))
        elif r.random() < 0.4:
            parts = [parts[1], str(day.year)]
        written = separator.join(parts)
        if r.random() < 0.04:
            slip = r.choice(("0o", "0O", "1l", "1I"))
            written = written.replace(slip[0], slip[1])
        return written

    def _in_words(self, day: date) -> str:
        r = self._random
        of, month, number = r.choice(("", "", "", "of ")), self._month(day), self._number(day)
        year = r.choice((str(day.year), str(day.year), f"{day:%y}", f"'{day:%y}", year_in_words(day.year), "", ""))
        comma = r.choice(("", "", ","))
        if r.random() < 0.2:
            written = f"{month} {r.choice(('', 'the '))}{number}"
        elif not of and r.random() < 0.2:
            gap = r.choice(("-", "/", ".", ""))
            return f"{day.day}{gap}{month}{gap}{year}" if year.isdigit() else f"{day.day}{gap}{month}"
        elif r.random() < 0.04:
            written = f"{number} day of {month}"
        elif r.random() < 0.04:
            written = f"{number} of the {self._number(day.replace(day=day.month))}"
        else:
            written = f"{r.choice(('', '', 'the '))}{number} {of}{month}"
        if r.random() < 0.06:
            written = f"{r.choice((f'{day:%A}', f'{day:%a}'))}{r.choice((' ', ', ', ' the '))}{written}".replace(
                "the the", "the"
            )
        return f"{written}{comma} {year}" if year else written

    def _number(self, day: date) -> str:
        """The day of the month: 3, 3rd, 03, third."""
        ending = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
        forms = (
            str(day.day),
            str(day.day),
            f"{day.day}{ending}",
            f"{day.day}{ending}",
            f"{day:%d}",
            f"{day.day} {ending}",
        )
        return self._random.choice(forms) if self._random.random() < 0.92 else ORDINALS[day.day]

    def _month(self, day: date) -> str:
        r = self._random
        if r.random() < 0.06:
            return _BENT.get(day.month, calendar.month_name[day.month])
        short = _SHORT.get(day.month, calendar.month_abbr[day.month])
        return r.choice((calendar.month_name[day.month], calendar.month_name[day.month], short, f"{short}."))
