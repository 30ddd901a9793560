"""Two instances over one PostgreSQL server, behind a proxy that gives each request to the next: the messages of a conversation
are answered in their order, none lost and none twice, whatever is done to the instances and to the server. RabbitMQ and Redis are
not there, except in the tests that are about them: nothing else needs them."""

import json
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from bot import publisher
from bot.channels.web.sessions import Sessions
from tests.channels.slack.fake import fake_slack
from tests.channels.teams.fakes import microsoft
from tests.conftest import free_port
from tests.faults.chats import InAllChannels, InSlack, InTeams, opened
from tests.faults.running import Practitioner, eventually, words
from tests.servers import Nginx, RabbitMQ, Redis

pytestmark = pytest.mark.slow
KEY = "a key for these tests alone, long enough for them"
SESSIONS = Sessions(KEY)
CASE = "Which referral do I make for a baby of 8 months in Ripley?"
CONTACT = "DCHST.StartingPoint@nhs.net"
ASKED = (CASE, "medium", "why?", "record")  # one conversation
NAMES = ("one", "other")
# How many turns are taken and waited for, which are being taken, and the connections that wait to write one: each instance says its name to the database.
QUEUE = "select count(*) from pg_locks where locktype = 'advisory' and objsubid = 1"
TAKEN = """select a.pid, a.application_name from pg_locks l join pg_stat_activity a using (pid)
    where l.locktype = 'advisory' and l.granted and l.objsubid = 1"""
WAITING = """select a.pid, a.application_name from pg_locks l join pg_stat_activity a using (pid)
    where l.relation = 'conversations'::regclass and not l.granted"""


class Site:
    """Both instances, and the proxy before them."""

    def __init__(self, folder, postgresql, slack, teams):
        self.postgresql, database = postgresql, postgresql.new("site")
        self.slack, self.teams = slack, teams
        self.instances, self.health = {}, {}
        self.amqp, self.redis = free_port(), free_port()  # where nobody is yet
        for name in (*NAMES, "proxy"):
            (folder / name).mkdir()
        for name in NAMES:
            env = {"SIGNPOST_DATABASE": f"{database}?application_name={name}", "SIGNPOST_SECRET": KEY}
            env |= {"SIGNPOST_EVENTS": f"amqp://guest:guest@127.0.0.1:{self.amqp}/", "SIGNPOST_EVENTS_AT_ONCE": "1"}
            env |= {"SIGNPOST_REDIS": f"redis://127.0.0.1:{self.redis}/0", **opened(slack, teams)}
            self.health[name] = free_port()
            self.instances[name] = InAllChannels(folder / name, SIGNPOST_HEALTH_PORT=str(self.health[name]), **env)
        self.proxy = Nginx(folder / "proxy", [instance.port for instance in self.instances.values()])
        self.url = self.proxy.url

    def start(self) -> "Site":
        with ThreadPoolExecutor(2) as both:
            list(both.map(InAllChannels.start, self.instances.values()))
        return self

    def stop(self) -> list[int]:
        """The exit statuses."""
        self.proxy.stop()
        with ThreadPoolExecutor(2) as both:
            return list(both.map(InAllChannels.stop, self.instances.values()))

    def ask(self, question: str) -> list[tuple]:
        return self.postgresql.ask(question, "site")

    def turns(self, who: "Persistent") -> list[str | None]:
        """The marks of the conversation's turns, as they are stored."""
        [(state,)] = self.ask(f"select state from conversations where sender_id = '{who.sender}'")
        return _turns(state)

    def latest(self, channel: str) -> list[str | None]:
        """As `turns`, of the conversation of a channel that somebody was in last."""
        [(state,)] = self.ask(
            f"select state from conversations where sender_id like '{channel}-%' order by updated desc limit 1"
        )
        return _turns(state)

    def ready(self) -> dict[str, tuple[int, list[str]]]:
        """What each instance says of itself: the status, and what it goes on without."""
        told = {name: httpx.get(f"http://127.0.0.1:{port}/ready", timeout=5) for name, port in self.health.items()}
        return {name: (one.status_code, one.json().get("without", [])) for name, one in told.items()}

    @contextmanager
    def in_the_middle(self) -> Iterator[None]:
        """No turn is written until this block ends: it stays in its middle, for as long as the database waits."""
        holding = self.postgresql.connect("site")
        try:
            holding.cursor().execute("lock table conversations in share mode")
            yield
        finally:
            holding.close()


class Persistent(Practitioner):
    """Sends again what was not answered, as the page does, under the same name."""

    def __init__(self, site: Site):
        super().__init__(site)
        self.sender, self.sent, self._hands = SESSIONS.sender(self.token), [], ThreadPoolExecutor(4)

    def ask(self, text: str) -> str:
        return self.begin(text).result(60)

    def begin(self, text: str) -> "Future[str]":
        turn = f"turn {len(self.sent)}"
        self.sent.append(SESSIONS.mark(turn, text))
        return self._hands.submit(lambda: eventually(lambda: self._answer(text, turn), 50))

    def _answer(self, text: str, turn: str) -> str | None:
        try:
            told = self.post(self._url, text=text, turn=turn)
        except httpx.TransportError:
            return None
        return None if told.status_code != 200 or told.json().get("failed") else words(told.json())

    def post(self, url: str, path: str = "/message", **body: str) -> httpx.Response:
        """One request, to one instance or to both in turn."""
        url = url if url.endswith("/webhooks/web") else f"{url}/webhooks/web"
        return httpx.post(url + path, json={"token": self.token, **body}, timeout=60)


def _turns(state: str) -> list[str | None]:
    return [event["metadata"].get("turn") for event in json.loads(state) if event["event"] == "user"]


@pytest.fixture(scope="module")
def site(tmp_path_factory, postgresql):
    with fake_slack() as slack, microsoft() as teams:
        running = Site(tmp_path_factory.mktemp("instances"), postgresql, slack, teams)
        try:
            yield running.start()
        finally:
            ended = running.stop()
    assert set(ended) <= {0, -signal.SIGKILL}
    for instance in running.instances.values():
        for sign in ("Task was destroyed", "Traceback", "never retrieved"):
            assert sign not in instance.said, instance.said


@pytest.fixture
def someone(site):
    """In a conversation that is asked for the risk."""
    someone = Persistent(site)
    assert "if the risk was graded" in someone.ask(CASE).lower()
    return someone


def test_a_conversation_goes_on_whichever_instance_answers(site, someone):
    told = [someone.ask(text) for text in ASKED[1:]]
    assert CONTACT in told[0] and "Amber Valley" in told[2]
    assert site.turns(someone) == someone.sent


def test_a_choice_that_one_offered_is_known_to_the_other(site):
    someone = Practitioner(site)
    someone.say(CASE)
    medium = next(title for title in someone.offered if "medium" in title.lower())
    assert CONTACT in someone.press(medium)


def test_a_turn_that_is_sent_to_both_at_once_is_taken_once(site, someone):
    with ThreadPoolExecutor(2) as both:
        urls = [instance.url for instance in site.instances.values()]
        told = list(both.map(lambda url: someone.post(url, text="medium", turn="twice").json(), urls))
    assert told[0] == told[1] and CONTACT in words(told[0])
    assert site.turns(someone) == [*someone.sent, SESSIONS.mark("twice", "medium")]


def test_messages_that_come_to_both_while_one_is_being_answered_are_answered_in_their_order(site, someone):
    with site.in_the_middle():
        coming = []
        for number, text in enumerate((*ASKED[1:], "why?"), 1):
            coming.append(someone.begin(text))
            eventually(lambda number=number: site.ask(QUEUE) == [(number,)], every=0.01)
    told = [each.result() for each in coming]
    assert CONTACT in told[0] and "Amber Valley" in told[2]
    stored = site.turns(someone)
    assert len(stored) >= 4 and stored == someone.sent[-len(stored) :]  # the row keeps the latest


def test_what_is_deleted_over_one_is_gone_over_the_other(site, someone):
    assert someone.send("/delete")["deleted"] is True
    assert [someone.post(each.url, text="record").status_code for each in site.instances.values()] == [401, 401]


def test_a_turn_that_lost_its_lock_does_not_bring_a_deleted_conversation_back(site, someone):
    """One instance hangs in the middle of a turn, and its connection is lost; the other deletes; then the first goes on."""
    one, other = site.instances.values()
    with ThreadPoolExecutor(1) as aside:
        for _ in range(9):  # until it is stopped in time
            late = aside.submit(someone.post, one.url, text="why?")
            [(pid, _)] = eventually(lambda: site.ask(TAKEN), every=0.002)
            one.process.send_signal(signal.SIGSTOP)
            stored = site.turns(someone)
            if [pid] == [pid for pid, _ in site.ask(TAKEN)]:
                break
            one.process.send_signal(signal.SIGCONT)
            late.result()
        try:
            site.ask(f"select pg_terminate_backend({pid})")
            assert site.turns(someone) == stored
            assert someone.post(other.url, "/delete").json()["deleted"] is True
        finally:
            one.process.send_signal(signal.SIGCONT)
        assert late.result().status_code == 401 or late.result().json()["failed"] is True
    assert site.ask(f"select * from conversations where sender_id = '{someone.sender}'") == []
    assert [someone.post(each.url, text="record").status_code for each in site.instances.values()] == [401, 401]


def test_a_server_that_restarts_loses_and_doubles_nothing(site, someone):
    for how, text in ((signal.SIGINT, "medium"), (signal.SIGQUIT, "why?")):
        with site.in_the_middle():
            asking = someone.begin(text)
            eventually(lambda: site.ask(WAITING))
            site.postgresql.stop(how)
        site.postgresql.start()
        asking.result()
    assert "Amber Valley" in someone.ask("record")
    assert site.turns(someone) == someone.sent


@pytest.mark.parametrize("channel", ["slack", "teams"])
def test_a_conversation_in_slack_or_teams_goes_on_whichever_instance_takes_its_messages(site, channel):
    someone = in_chat(site, channel)
    for text in ASKED:
        heard = len(someone.heard)
        sent = someone.say(site.url, text)
        for _ in NAMES:  # each gets it again, as from a platform that was not answered in time
            someone.again(site.url, sent)
        eventually(lambda heard=heard: len(someone.heard) > heard)
    assert CONTACT in someone.heard[1] and "Amber Valley" in someone.heard[-1]
    assert (len(someone.heard), len(site.latest(channel))) == (4, 4)


def in_chat(site: Site, channel: str) -> InSlack | InTeams:
    return InSlack(site.slack) if channel == "slack" else InTeams(site.teams)


def test_events_for_partners_wait_for_rabbitmq_and_each_comes_once(site):
    """Those of all the tests before, too: RabbitMQ comes, dies, is missed and is back while people write."""
    site.ask("create table told as select id from outbox")
    site.ask("""create function tell() returns trigger language plpgsql as 'begin insert into told values (new.id); return new; end';
        create trigger tell after insert on outbox for each row execute function tell()""")
    assert site.ask("select count(*) from outbox") > [(9,)]
    expected = dict.fromkeys(NAMES, (200, ["redis", "rabbitmq"]))
    assert eventually(lambda: site.ready() == expected)  # each has its turn at publishing
    rabbitmq, taken = RabbitMQ(site.amqp), []
    try:
        assert site.ask("select count(*) from outbox") > [(9,)]  # they wait while no queue is bound, too
        rabbitmq.bind(publisher.EXCHANGE)
        eventually(lambda: site.ask("select count(*) from outbox") == [(0,)])
        taken += rabbitmq.take()
        writing = Persistent(site).begin(CASE)
        rabbitmq.kill()
        assert "if the risk was graded" in writing.result().lower()
        assert CONTACT in Persistent(site).ask("8 month old in Ripley, the police graded it medium: which referral?")
        eventually(lambda: all("rabbitmq" in without for _, without in site.ready().values()))
        assert site.ask("select count(*) from outbox") > [(0,)]
        rabbitmq.start()
        eventually(lambda: site.ask("select count(*) from outbox") == [(0,)])
        taken += rabbitmq.take()
        eventually(lambda: not any("rabbitmq" in without for _, without in site.ready().values()))
    finally:
        rabbitmq.remove()
    ids = [properties.message_id for properties, _ in taken]
    assert sorted(set(ids)) == sorted(name for (name,) in site.ask("select id from told"))
    events = [json.loads(body) for _, body in taken]
    assert {event["kind"] for event in events} >= {"guide_began", "guide_ended"}
    assert {event["channel"] for event in events} == {"web", "slack", "teams"}
    assert [event["id"] for event in events] == ids


def test_instances_count_messages_together_and_each_for_itself_while_redis_is_away(site):
    def asks(times: int, who: Persistent) -> list[int]:
        """A request that counts as a message, and takes no time: how far a learner is."""
        form = {"token": who.token}
        return [httpx.post(f"{site.url}/webhooks/web/progress", data=form).status_code for _ in range(times)]

    assert asks(30, Persistent(site)) == [200] * 30  # each lets twenty through
    redis = Redis(site.redis)
    try:
        eventually(lambda: asks(2, Persistent(site)) and not any("redis" in told for _, told in site.ready().values()))
        someone = Persistent(site)
        told = asks(30, someone)
        assert 20 <= told.count(200) <= 25 and told.count(429) == 30 - told.count(200)
        redis.ask("FLUSHALL")
        assert asks(30, someone).count(429) >= 5  # each keeps to what it counted itself
    finally:
        redis.stop()
    assert "if the risk was graded" in Persistent(site).ask(CASE).lower()
    eventually(lambda: asks(2, Persistent(site)) and all("redis" in told for _, told in site.ready().values()))
    assert {status for status, _ in site.ready().values()} == {200}


def test_an_instance_that_is_killed_in_the_middle_of_a_turn_loses_and_doubles_nothing(site):
    """The last, for it is not started again: the other serves alone."""
    people, chatting = [Persistent(site) for _ in range(3)], [in_chat(site, "slack"), in_chat(site, "teams")]
    for each in people:
        each.ask(CASE)
    for each in chatting:
        each.say(site.url, CASE)
        eventually(lambda each=each: each.heard)
    with site.in_the_middle():
        for each in chatting:
            each.say(site.instances["one"].url, "medium")
        eventually(lambda: [name for _, name in site.ask(WAITING)] == ["one", "one"])
        for each in chatting:
            each.say(site.instances["other"].url, "record")
        eventually(lambda: site.ask(QUEUE) == [(4,)])
        asking = [each.begin("medium") for each in people]
        eventually(lambda: len(site.ask(WAITING)) >= 3)
        site.instances["one"].kill()
    assert all(CONTACT in told.result() for told in asking)
    for each in (
        chatting
    ):  # what was acknowledged and not answered is gone, and its sender asks again; what came after it was not held up
        eventually(lambda each=each: len(each.heard) == 2)
        each.say(site.url, "medium")
        assert CONTACT in eventually(lambda each=each: each.heard[2:])[0]
        assert len(each.heard) == len(site.latest(each.name)) == 3
    for each in people:
        assert "Amber Valley" in each.ask("record")
        assert site.turns(each) == each.sent
