"""Spans: a turn and its parts in one tree, over threads and processes, and no word in them; and nothing where they are off."""

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from rasa.utils.endpoints import EndpointConfig

from bot import metrics, traces
from bot.channels.conversation import Conversations
from bot.turns import ActionEndpoint
from tests.channels.fakes import FakeAgent, FakeGate

ROOT = Path(__file__).resolve().parent.parent.parent
CANARY = "quillfeather"
Spans = Callable[[], dict[str, ReadableSpan]]


@pytest.fixture
def spans() -> Iterator[Spans]:
    """The spans that ended, by name."""
    kept = InMemorySpanExporter()
    traces.export(SimpleSpanProcessor(kept))
    yield lambda: {one.name: one for one in kept.get_finished_spans()}
    traces.end()


def parent(one: ReadableSpan) -> int | None:
    return one.parent.span_id if one.parent else None


def test_a_turn_is_a_tree_also_over_threads(spans: Spans) -> None:
    class Gate(FakeGate):
        def admit(self, raw: str) -> Any:
            with metrics.part("mask"):
                return super().admit(raw)

    conversations = Conversations("web", gate=Gate())  # type: ignore[arg-type]
    asyncio.run(conversations.say(FakeAgent(), f"web-{CANARY}", f"which {CANARY}"))
    found = spans()
    assert set(found) == {"turn", "wait", "mask"} and found["turn"].attributes == {"channel": "web"}
    assert {parent(found[name]) for name in ("wait", "mask")} == {found["turn"].context.span_id}
    assert CANARY not in str([one.to_json() for one in found.values()])


def test_of_an_error_only_its_kind_is_told(spans: Spans) -> None:
    with pytest.raises(ValueError), metrics.turn("web"), metrics.part("search"):
        raise ValueError(CANARY)
    told = [one.to_json() for one in spans().values()]
    assert len(told) == 2 and CANARY not in str(told) and all("ValueError" in one for one in told)


def test_the_action_server_is_told_whose_turn_it_is(spans: Spans, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, str]] = []

    async def request(self: Any, method: str, *args: Any, headers: dict[str, str], **kwargs: Any) -> Any:
        sent.append(headers)
        return {"events": [], "responses": []}

    monkeypatch.setattr(EndpointConfig, "request", request)
    with metrics.turn("web"):
        asyncio.run(ActionEndpoint("http://actions:5055/webhook").request(json={}))
    with traces.continued({"traceparent": sent[0]["traceparent"]}), traces.span("action server"):
        pass
    found = spans()
    assert parent(found["action server"]) == found["actions"].context.span_id
    assert found["action server"].context.trace_id == found["turn"].context.trace_id


def test_no_librarys_spans_go_with_them(spans: Spans) -> None:
    """Microsoft's SDK makes spans with people's ids by the global provider."""
    with trace.get_tracer("microsoft_agents").start_as_current_span("turn", attributes={"activity.id": CANARY}):
        pass
    assert spans() == {}


def test_where_they_are_off_nothing_is_imported_or_sent() -> None:
    asks = (
        "import sys; from bot import metrics, traces\n"
        "with metrics.turn('web'), metrics.part('mask'), traces.continued({}): assert traces.headers() == {}\n"
        "traces.end(); print(sorted(name for name in sys.modules if name.startswith('opentelemetry')))"
    )
    done = subprocess.run([sys.executable, "-c", asks], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_collector_gets_them_as_json() -> None:
    got: list[dict[str, Any]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    served = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    traces.begin(f"http://127.0.0.1:{served.server_port}/v1/traces")
    with metrics.turn("teams"):
        pass
    traces.end()
    served.shutdown()
    served.server_close()
    [span] = got[0]["resourceSpans"][0]["scopeSpans"][0]["spans"]
    assert span["name"] == "turn" and span["attributes"] == [{"key": "channel", "value": {"stringValue": "teams"}}]


def test_what_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.json.http.trace_exporter", None)
    with pytest.raises(traces.NoExporter, match=r"signpost\[traces\]"):
        traces.begin("http://localhost:4318/v1/traces")
