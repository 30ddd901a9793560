"""One child said twice: 'a baby, 8 months', 'Year 4, aged 9'."""

from bot.nlu.entities.child import BABY, LOSS, PREGNANT, SCHOOL, SMALL, Child, rx

# What stands between a child and its age: 'the baby is 20 months', 'a 19 month old baby'.
_ITS_AGE = rx(r"^(?:'?s|\ is|\ was|\ now|\ actually|\ only|\ just|\ about|\ nearly|\ aged?|\ of|\ old|[\s(:-])*$")
_A_BABY = rx(r"\b(?:an|a|another|has|have|has\ got|with\ an?)\s+(?:(?!my|her|his|the)\w+\s+)?$")


def without_repeats(children: list[Child], text: str) -> list[Child]:
    """'A baby, 8 months' is one child of 8 months; 'Year 4, aged 9' is one of 9; 'pregnant, 26 weeks' one unborn baby."""
    kept: list[Child] = []
    for child in children:
        others = [other for other in children if other is not child]
        if any(_same(child, other) for other in kept):
            continue
        if child.guessed and any(not o.guessed and _may_be_in_that_year(o, child) for o in others):
            continue
        if child.months is None and any(o.months is not None and _within(o.months, child.stage) for o in others):
            continue
        if child.months is None and any(o.months is not None and _its_age(child, o, text) for o in others):
            continue
        expecting = any(other.stage in (PREGNANT, LOSS) for other in others)
        if child.stage == BABY and expecting and not _A_BABY.search(text[: child.start]):
            continue
        kept.append(child)
    return kept


def _its_age(child: Child, age: Child, text: str) -> bool:
    if child.stage in (PREGNANT, LOSS):
        return False
    first, then = sorted((child, age), key=lambda one: one.start)
    return _ITS_AGE.match(text[first.end : then.start]) is not None


def _may_be_in_that_year(told: Child, guessed: Child) -> bool:
    return told.months is not None and guessed.months is not None and abs(told.months - guessed.months) <= 12


def _same(child: Child, other: Child) -> bool:
    if child.months is None or other.months is None:
        return child.months == other.months and child.stage == other.stage
    return child.months == other.months or (
        min(child.months, other.months) >= 24 and child.months // 12 == other.months // 12
    )


def _within(months: int, stage: str | None) -> bool:
    return {BABY: months <= 18, SMALL: 18 < months < 60, SCHOOL: months >= 60}.get(stage or "", False)
