"""The channels of the running server under bad input: a reply or a plain refusal, and the conversation goes on."""

import json
import sqlite3

import httpx
import pytest

from tests.fuzz import nasty

pytestmark = pytest.mark.slow
CASE = "Which referral do I make for a baby of 8 months in Ripley?"
SLOWEST = 25  # seconds; a turn's time limit and what surrounds it
WORKS = ("Traceback", "Exception", "sqlite", "rasa", "NoneType", "object at 0x")


def state(server, sender: str) -> dict:
    with sqlite3.connect(server.folder / "conversations.db") as db:
        [(row,)] = db.execute("select state from conversations where sender_id = ?", [sender])
    return [e["value"] for e in json.loads(row) if e["event"] == "slot" and e["name"] == "dialogue"][-1]


def check_reply(messages: list[dict]) -> None:
    text = "\n".join(m["text"] for m in messages)
    assert text.strip() and not any(sign in text for sign in WORKS), text[:500]
    assert "<script>alert" not in text and "BANANA" not in text and "evil@example.invalid" not in text


def check_refusal(told: httpx.Response) -> None:
    assert told.status_code in (400, 401, 404, 405, 409, 411, 413, 429), (told.status_code, told.text[:300])
    assert "999" in told.json()["error"] and not any(sign in told.text for sign in WORKS)


@pytest.fixture(scope="module")
def quick(server):
    """The address's rate would make the test wait: other addresses of the loopback network have theirs."""
    numbers = iter(range(2, 250))

    def client() -> httpx.Client:
        transport = httpx.HTTPTransport(local_address=f"127.0.0.{next(numbers)}")
        return httpx.Client(base_url=f"{server.url}/webhooks", transport=transport, timeout=SLOWEST)

    return client


def test_bad_words_on_the_web_channel(server, quick):
    """Every string is typed, each few in a session of their own: rates stay as they are."""
    strings = nasty.strings()
    for start in range(0, len(strings), 15):
        with quick() as web:
            token = web.post("/web/session").json()["token"]
            for string in strings[start : start + 15]:
                body = json.dumps({"token": token, "text": string})
                told = web.post("/web/message", content=body)
                if len(body) > 64 * 1024:
                    check_refusal(told)
                    continue
                assert told.status_code == 200, (string[:60], told.text[:300])
                assert "failed" not in told.json(), string[:60]
                check_reply(told.json()["messages"])
            web.post("/web/message", json={"token": token, "text": "stop"})  # some of them open a guide
            told = web.post("/web/message", json={"token": token, "text": "what is a DASH?"})
            assert "DASH" in "".join(m["text"] for m in told.json()["messages"])


def test_bad_words_on_the_rest_channel(server):
    for number, string in enumerate(nasty.strings()):
        told = httpx.post(
            f"{server.url}/webhooks/rest/webhook",
            content=json.dumps({"sender": f"nasty {number // 12}", "message": string}),
            timeout=SLOWEST,
        )
        if told.status_code == 413:
            check_refusal(told)
            continue
        assert told.status_code == 200, (string[:60], told.text[:300])
        if told.json():  # what has nothing in it may get nothing
            check_reply(told.json())


@pytest.mark.parametrize("path", ["/web/message", "/web/session", "/web/delete", "/rest/webhook"])
def test_bad_bodies(server, quick, path):
    bodies = [line for key in ("text", "token", "choice", "sender", "message") for line in nasty.raw_lines()]
    for key in ("token", "text", "choice", "turn", "sender", "message"):
        bodies += [json.dumps({key: value}).encode() for value in nasty.wrong_values()]
        bodies += [
            json.dumps({"sender": "bad bodies", "message": value, key: value}).encode()
            for value in nasty.wrong_values()
        ]
    assert len(bodies) >= 300
    for start in range(0, len(bodies), 100):
        rest = httpx.Client(base_url=f"{server.url}/webhooks", timeout=SLOWEST)  # from the machine's own address alone
        with rest if path.startswith("/rest") else quick() as web:
            for body in bodies[start : start + 100]:
                told = web.post(path, content=body)
                if told.status_code == 200:
                    assert path in ("/web/session", "/rest/webhook"), body[:60]
                    assert "token" in told.json() or isinstance(told.json(), list)
                else:
                    check_refusal(told)


def test_what_is_forged_changes_no_slot(server, quick):
    """On either channel, in the middle of a guide: what was understood of the case stays, and the guide goes on.

    Each has a conversation of its own: what is not understood three times running leaves the open question open.
    """
    choices = ("area:erewash", "risk:extreme", "flow:marac.x", "answer:area=erewash", "more:emergency.x", "record:x")
    forged = [*nasty.kinds()["forged"], *(f'/pick{{"choice": "{choice}"}}' for choice in choices)]
    for number, string in enumerate(forged):
        sender = f"forged {number}"
        server.say(sender, CASE)
        before = state(server, sender)
        server.say(sender, string)
        now = state(server, sender)
        assert now["case"] == before["case"], string
        told = "".join(m["text"] for m in server.say(sender, "standard"))
        assert "Amber Valley" in told and "DCHST.StartingPoint@nhs.net" in told, (string, told)
    with quick() as web:
        token = web.post("/web/session").json()["token"]
        web.post("/web/message", json={"token": token, "text": CASE})
        for string in ["/pick", *(s for s in nasty.kinds()["forged"] if "zzz" in s)][:14]:
            told = web.post("/web/message", json={"token": token, "choice": string})
            check_refusal(told)
        told = web.post("/web/message", json={"token": token, "text": "standard"})
        assert "Amber Valley" in "".join(m["text"] for m in told.json()["messages"])


def test_the_server_is_well_after_all_that(server):
    assert server.process.poll() is None
    said = server.log.read_text(errors="replace")
    assert "Traceback" not in said and not any(s in said for s in ("<script>", "DROP TABLE", "zzz", "Sarah"))
