"""The opinions that a channel counted, by section, those that helped least first."""

from collections import Counter
from typing import Any

import sqlalchemy as sa

from bot.database import Database, feedback


def counted(database: Database) -> list[dict[str, Any]]:
    rows = database.run(lambda db: db.execute(sa.select(feedback)).all())
    found = [
        {
            "section": section,
            "helpful": sum(row.helpful for row in rows if row.section == section),
            "not_helpful": sum(not row.helpful for row in rows if row.section == section),
            "reasons": dict(Counter(row.reason for row in rows if row.section == section and row.reason)),
            "channels": {row.channel for row in rows if row.section == section},
        }
        for section in {row.section for row in rows}
    ]
    return sorted(found, key=lambda one: (-one["not_helpful"], -one["helpful"], one["section"]))
