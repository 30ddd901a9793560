"""The publisher: gives RabbitMQ the events that wait in the outbox, one instance at a time, and removes what RabbitMQ has confirmed.

Each goes at least once. Should it end between a confirmation and the removal, that event goes again with the same id, by which a
consumer drops it. While RabbitMQ is away or nobody takes the events, they wait, at most for as long as counts are kept.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bot import metrics, outbox
from bot.database import EVENTS, Database

EXCHANGE = "signpost.events"  # of the kind `fanout`: every queue that is bound to it gets every event
EVERY = 5  # seconds
_BATCH = 100  # events between two removals: as many at most go twice
_WITHIN = 5  # seconds for each thing that is asked of RabbitMQ
_log = logging.getLogger(__name__)


class Away(RuntimeError):
    """RabbitMQ does not take events; the message says why, without its address."""


class Publisher:
    """Publishes from `database` to the RabbitMQ at `url`; `at_once`, or what is of days that are over."""

    def __init__(self, database: Database, url: str, at_once: bool = False):
        self._database, self._url, self._at_once = database, url, at_once
        self._away = False

    @property
    def is_there(self) -> bool:
        """Did RabbitMQ take what was to be sent last?"""
        return not self._away

    def round(self) -> int:
        """The number of events that were sent. What can't be sent now waits, and is logged once."""
        sent = 0
        with self._database.alone(EVENTS) as mine:
            try:
                sent = self._send() if mine and self._waiting() else 0
            except Away as why:
                self._is_away(str(why))
        if not self._waiting():
            self._is_there()
        return sent

    def _send(self) -> int:
        count = 0
        with channel(self._url) as publish:
            while rows := self._database.run(lambda db: outbox.batch(db, self._at_once, _BATCH)):
                count += self._send_batch(publish, rows)
        return count

    def _send_batch(self, publish: Callable[[Any], None], rows: list[Any]) -> int:
        confirmed: list[str] = []
        try:
            for row in rows:
                publish(row)
                confirmed.append(row.id)
        finally:
            self._database.run(lambda db: outbox.sent(db, confirmed))
            metrics.events.inc(len(confirmed))
        return len(confirmed)

    def _waiting(self) -> int:
        waiting, days = self._database.run(lambda db: outbox.waiting(db, self._at_once))
        metrics.events_waiting.set(waiting)
        metrics.events_oldest.set(days)
        return waiting

    def _is_there(self) -> None:
        if self._away:
            _log.warning("No event for partners waits any more")
        self._away = False

    def _is_away(self, why: str) -> None:
        metrics.failures.labels("events", "Away").inc()
        if not self._away:
            _log.warning("Events for partners wait: %s", why)
        self._away = True


def reach(url: str) -> None:
    """Asks RabbitMQ whether it is there, and nothing else. Raises Away."""
    with _connection(url):
        pass


@contextmanager
def channel(url: str) -> Iterator[Callable[[Any], None]]:
    """What publishes a row of the outbox and waits until RabbitMQ has confirmed it. Raises Away."""
    import pika

    with _connection(url) as connection:
        amqp = connection.channel()
        amqp.exchange_declare(EXCHANGE, "fanout", durable=True)
        amqp.confirm_delivery()

        def publish(row: Any) -> None:
            kept = {"delivery_mode": 2, "message_id": row.id, "type": row.kind}
            how = pika.BasicProperties(content_type="application/json", app_id="signpost", **kept)
            amqp.basic_publish(EXCHANGE, "", outbox.as_message(row), how, mandatory=True)

        yield publish


@contextmanager
def _connection(url: str) -> Iterator[Any]:
    """A connection of pika's, whose errors come out as Away."""
    import pika
    from pika.exceptions import AMQPError, NackError, UnroutableError

    logging.getLogger("pika").setLevel(logging.CRITICAL + 1)  # its lines name addresses; what they tell, Away does
    try:
        with pika.BlockingConnection(_parameters(pika, url)) as connection:
            yield connection
    except UnroutableError:
        raise Away(f"no queue is bound to the exchange '{EXCHANGE}'") from None
    except NackError:
        raise Away("RabbitMQ refused an event, perhaps because a queue is full") from None
    except (AMQPError, OSError) as error:
        raise Away(f"RabbitMQ can't be used ({type(error).__name__})") from None


def _parameters(pika: Any, url: str) -> Any:
    try:
        given = pika.URLParameters(url)
    except (TypeError, ValueError):
        raise Away("SIGNPOST_EVENTS is no address of a RabbitMQ server") from None
    given.socket_timeout = given.blocked_connection_timeout = _WITHIN
    given.stack_timeout = given.heartbeat = 2 * _WITHIN
    given.connection_attempts = 1
    given.client_properties = {"connection_name": "signpost"}
    return given
