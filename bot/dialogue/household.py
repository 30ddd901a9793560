"""The children of a household, gathered over messages: what was known, what is said, what is known then.

No child that was told vanishes, unless it is taken back in so many words, and none appears that was not told. A message adds a child,
puts one right, says again what is known, or takes one back. Which it is follows from its words (`telling.py` and `taken_back.py` in
`bot/nlu/entities`) and from who is known.
"""

from typing import Any

from bot.nlu.entities.child import BABY, LOSS, PREGNANT, SCHOOL, SMALL
from bot.nlu.entities.taken_back import AGE, BOY, GIRL
from bot.nlu.entities.telling import ADDS, ALREADY, BORN, CORRECTS, ELDEST, LOST, MOTHER, SIBLING, THE_BABY, YOUNGEST

Child = dict[str, Any]
_MOST = 12  # children of one household
_YOUNGEST_MOTHER, _A_FEW_YEARS = 11 * 12, 3 * 12  # months
_USUAL_AGE = {BABY: 9, SMALL: 36, SCHOOL: 120}  # months of a child whose stage alone was told
_HINTS = ("whose", "was", "weeks", "lone", "twins")
_TELLS_A_CASE = ("area", "areas", "unsure", "outside", "risk")


def children_after(
    known: list[Child], latest: list[Child], told: list[Child], tells: str | None
) -> tuple[list[Child], list[Child]]:
    """The children known once a message has told some, and which of them it told.

    `latest` are those that were told last, whom a mere 'sorry, 4' means. `tells` is what the message does: it ADDS,
    it CORRECTS, or (None) it only states.
    """
    if tells is None and len(told) > 1 and any(_same(child, one) for child in told for one in known):
        tells = CORRECTS  # the household told anew, part of it as before
    now, meant = list(known), []
    for child in sorted(told, key=lambda child: not any(_same(child, one) for one in known)):
        old = _meant(child, [one for one in now if one in known and one not in meant], latest, tells)
        one = old if old and _says_again(child, old) else {k: v for k, v in child.items() if k not in _HINTS}
        if old and len(told) == 1:  # twins are put right together
            now = [one if known_one == old else known_one for known_one in now]
        elif old:
            now[now.index(old)] = one
        elif one not in now and len(now) < _MOST:
            now.append(one)
        if child.get("twins"):
            now = with_twin(now, one)
        meant.append(one)
    return now, [one for one in meant if one in now]


def with_twin(known: list[Child], one: Child) -> list[Child]:
    """The same with two of that child's age."""
    if known.count(one) != 1 or one["months"] is None or len(known) >= _MOST:
        return known
    place = known.index(one)
    return [*known[:place], one, *known[place:]]


def without(known: list[Child], latest: list[Child], gone: list[dict[str, Any]], sexes: dict[str, str]) -> list[Child]:
    """Those of the known children whom a message does not take back. What it says of one must fit nobody else."""
    for said in gone:
        if taken := _taken_back(said, known, latest, sexes):
            known = [one for one in known if one != taken]
    return known


def alone(known: list[Child], who: str, sexes: dict[str, str]) -> list[Child]:
    """'Just him': the one child of that sex and the unborn, where there is one."""
    those = [one for one in known if sexes.get(one["age"] or "") == who]
    return [one for one in known if one in those or _kind(one)] if len(those) == 1 else known


def _taken_back(said: dict[str, Any], known: list[Child], latest: list[Child], sexes: dict[str, str]) -> Child | None:
    born, unborn = [one for one in known if not _kind(one)], [one for one in known if one["stage"] == PREGNANT]
    who = said.get("who")
    if "n" in said:
        fit = [one for one in born if said["n"] in _numbers(one)]
    elif who == PREGNANT:
        fit = unborn
    elif who == THE_BABY:
        fit = [one for one in born if _age(one) < _A_FEW_YEARS] or unborn
    elif who in (YOUNGEST, ELDEST) and born:
        fit = [(min if who == YOUNGEST else max)(born, key=_age)] if len(born) > 1 else []
    elif who in (GIRL, BOY):
        fit = [one for one in born if sexes.get(one["age"] or "") == who]
    elif who == AGE:
        fit = born
    elif who == SIBLING:
        fit = [one for one in born if one in latest]
    else:
        fit = []
    return fit[0] if fit and all(one == fit[0] for one in fit) else None


def told_among(known: list[Child], told: list[Child]) -> list[Child]:
    """Those of the known children whom a message tells of again."""
    return [one for one in known if any(_same(child, one) for child in told)]


def tells_of_another_case(found: dict[str, Any], known: list[Child]) -> bool:
    """A child with a place or a risk, told as a case is told and not as one goes on with it: 'and her sister', or what is
    new of one of the children."""
    children = found.get("children", [])
    one_of_them = len(children) < len(known) and any(_same(child, one) for child in children for one in known)
    goes_on = one_of_them or "tells" in found or any(child.get("whose") for child in children)
    return bool(children) and not goes_on and any(key in found for key in _TELLS_A_CASE)


def _meant(child: Child, known: list[Child], latest: list[Child], tells: str | None) -> Child | None:
    """The known child that a message means by `child`; None if it tells of one more."""
    again = [one for one in known if _says_again(child, one)]
    if tells == ADDS:
        return again[0] if again else None
    taken_back = [one for one in known if _was(child, one) and (tells == CORRECTS or _kind(one) == _kind(child))]
    if taken_back or again:
        return (taken_back or again)[0]
    if child.get("whose") == BORN and (unborn := [one for one in known if one["stage"] == PREGNANT]):
        return unborn[0]
    if child.get("whose") == LOST and (unborn := [one for one in known if one["stage"] == PREGNANT]):
        return unborn[0]
    like = [one for one in known if _kind(one) == _kind(child)]
    unaged = [one for one in like if one["months"] is None and one["stage"] == child["stage"]]
    if unaged and child.get("whose") != MOTHER:
        return unaged[0]
    if _is_the_mother(child, known, tells):
        girls = [one for one in like if _age(one) >= _YOUNGEST_MOTHER]
        return _nearest(child, girls) if girls and tells == CORRECTS else None
    if not like:
        mistaken = tells == CORRECTS and (not _kind(child) or child.get("whose") is None)
        return known[0] if mistaken and len(known) == 1 else None
    return _by_place(child, like, latest, tells)


def _by_place(child: Child, like: list[Child], latest: list[Child], tells: str | None) -> Child | None:
    """The youngest, the eldest, the baby, or the one spoken of last, among children of one kind."""
    youngest, eldest = min(like, key=_age), max(like, key=_age)
    whose = child.get("whose")
    if whose == THE_BABY:
        return youngest if _age(youngest) < _A_FEW_YEARS else None
    if whose == YOUNGEST:  # who is younger than the youngest known is one more
        return youngest if tells == CORRECTS or _age(child) > _age(youngest) else None
    if whose == ELDEST:
        return eldest if tells == CORRECTS or _age(child) < _age(eldest) else None
    if whose == SIBLING and len(like) == 1:
        return None
    if whose == ALREADY or tells == CORRECTS:
        return _nearest(child, [one for one in like if one in latest] or like)
    return None


def _is_the_mother(child: Child, known: list[Child], tells: str | None) -> bool:
    """A girl who is pregnant or a mother, and a child herself: 'mum is 17', or 'she's 16' beside an unborn baby."""
    if child["months"] is None or child["months"] < _YOUNGEST_MOTHER:
        return False
    if child.get("whose") == MOTHER:
        return True
    expecting = any(_kind(one) for one in known)
    said_of_her = expecting or (child.get("whose") == ALREADY and tells is None)
    return said_of_her and not any(_age(one) >= child["months"] - _A_FEW_YEARS for one in known if not _kind(one))


def _says_again(child: Child, one: Child) -> bool:
    """What is known already: the same age, 'the baby' of 8 months, or the weeks of an unborn baby."""
    return _same(child, one) or bool(child.get("weeks") and one["stage"] == PREGNANT)


def _same(child: Child, one: Child) -> bool:
    if child["months"] is None:
        return bool(child["stage"] == one["stage"])
    return one["months"] is not None and child["age"] == one["age"]


def _was(child: Child, one: Child) -> bool:
    """Is `one` the child whose age the message takes back: 4 of '5 not 4'?"""
    return child.get("was") is not None and child["was"] in _numbers(one)


def _nearest(child: Child, known: list[Child]) -> Child:
    """The child whose age was most likely mistaken: the same number (months for years), else the nearest."""
    slip = _numbers(child)
    return min(known, key=lambda one: (not slip & _numbers(one), abs(_age(one) - _age(child))))


def _numbers(child: Child) -> set[int]:
    """The numbers that tell this age: 8 of 8 months; 2 and 24 of two years, which are said either way."""
    months = child["months"]
    if months is None:
        return set()
    return {months} if months < 12 else {months // 12, months} if months <= 24 else {months // 12}


def _age(child: Child) -> int:
    months = child["months"]
    return months if months is not None else _USUAL_AGE.get(child["stage"], -1)


def _kind(child: Child) -> str | None:
    """PREGNANT or LOSS; None of a child that is born."""
    return child["stage"] if child["stage"] in (PREGNANT, LOSS) else None
