"""What the verbs of the `signpost` command print for people: each takes an answer, as `--json` gives it, and prints it."""

from typing import TYPE_CHECKING, Any

from bot import quiet

if TYPE_CHECKING:
    from bot.doctor import Finding


def referral(answer: dict[str, Any]) -> None:
    for contact in answer["contacts"]:
        print(
            f"{contact['name']}: {contact['email'] or 'no mailbox: by the police'}\n  {contact['reason']} ({contact['section']})"
        )
    if not answer["contacts"]:
        print("The pathway prints no contact for this.")
    if answer.get("urgency"):
        print(f"When: {answer['urgency']}, the first of these before the others")
    for note in answer["notes"]:
        print(f"Note: {note}")
    print(f"Rules: {', '.join(answer['rules'])}")


def answer(answer: dict[str, Any]) -> None:
    said = {"not_covered": "The handbook does not cover that.", "unsure": "Not sure. It may be one of these:"}
    if answer["status"] in said:
        print(said[answer["status"]])
    shown = {"answered": answer["hits"][:1], "unsure": answer["hits"][:3]}.get(answer["status"], [])
    for hit in shown:
        print(f"{hit['id']} {hit['title']}, page {hit['page']}")
        if answer["status"] == "answered":
            print(hit["text"])


def route(answer: dict[str, Any]) -> None:
    print(f"{answer['flow']} ({answer['confidence']:.2f})")
    for name, value in answer["facts"].items():
        print(f"  {name}: {', '.join(value) if isinstance(value, list) else value}")
    if "because" in answer:
        from bot.explain import lines

        print(quiet.printable("\n".join(lines(answer["because"]))))


def turn(answer: dict[str, Any]) -> None:
    from bot.explain import turn_lines

    print(quiet.printable("\n".join(turn_lines(answer))))


def services(found: list[dict[str, Any]]) -> None:
    for one in found:
        reach = ", ".join(v for k in ("phone", "email", "web") if (v := one.get(k)))
        print(
            f"{one['name']}: {one['does']}\n  {reach or 'no number or address in print'} (Handbook {one['source']['section']})"
        )
    if not found:
        print("The directory has nothing that fits. Try fewer conditions.")


def findings(found: "list[Finding]") -> None:
    for one in found:
        told = f"{one.about}: {one.says}" if one.right else f"{one.about}: WRONG: {one.says} {one.mend}"
        print(quiet.printable(told))
    wrong = sum(not one.right for one in found)
    print("Nothing is wrong." if not wrong else f"{wrong} to mend.")
