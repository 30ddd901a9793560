"""When a pack is to be looked through again, in words for those who use it and for those who look after it."""

from datetime import date

from knowledge.schema import PackInfo

SOON = 60  # days before the date from which whoever looks after the pack is told


def overdue(info: PackInfo, today: date) -> str | None:
    """What people are told beside an answer once the review date has gone by; None before."""
    if info.review_date >= today:
        return None
    return (
        f"This edition was due for review by {info.review_date:%-d %B %Y} and has not been reviewed yet. "
        "Check numbers and mailboxes before you rely on them."
    )


def coming(info: PackInfo, today: date) -> str | None:
    """What whoever looks after the pack is told as the date comes near; None while it is far away, or once it has gone by."""
    days = (info.review_date - today).days
    if not 0 <= days <= SOON:
        return None
    when = "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"
    return f"The review is due {when}, by {info.review_date:%-d %B %Y}: check the pack against the print, then set a new review_date in pack.yml."
