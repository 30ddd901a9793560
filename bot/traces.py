"""Spans: where a turn's time goes, one turn at a time, sent to a collector where SIGNPOST_TRACES names one.

A span has a name, its times and a fixed few attributes of ours: no id of anybody's conversation, no word, and of an error its kind
alone. The provider is Signpost's own and never OpenTelemetry's global one, so that no library's spans go with them: Microsoft's SDK
writes conversations' and people's ids into its own. Nothing of OpenTelemetry is imported unless it is switched on.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

_tracer: Any = None
_provider: Any = None


class NoExporter(RuntimeError):
    """What sends spans is not installed."""


def begin(address: str) -> None:
    """Sends spans to `address` from now on, until `end`. Raises NoExporter."""
    try:
        from opentelemetry.exporter.otlp.json.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise NoExporter(
            "SIGNPOST_TRACES is set, but what sends spans is not installed. Run: pip install 'signpost[traces]'"
        ) from None
    export(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))


def export(processor: Any) -> None:
    """Has spans go through `processor` (of OpenTelemetry's SDK)."""
    global _provider, _tracer  # noqa: PLW0603 - one a process, set while nothing else runs
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    _provider = TracerProvider(resource=Resource({"service.name": "signpost"}), shutdown_on_exit=False)
    _provider.add_span_processor(processor)
    _tracer = _provider.get_tracer("signpost")


def end() -> None:
    """Sends what is left. It may take seconds if the collector is gone."""
    global _provider, _tracer  # noqa: PLW0603
    if _provider is not None:
        _provider.shutdown()
    _provider = _tracer = None


@contextmanager
def span(name: str, **attributes: str) -> Iterator[None]:
    """A span of the work within, below the one that is open; nothing where spans are off."""
    if _tracer is None:
        yield
        return
    from opentelemetry.trace import Status, StatusCode

    how = {"record_exception": False, "set_status_on_exception": False}  # an exception's words may be somebody's
    with _tracer.start_as_current_span(name, attributes=attributes, **how) as one:
        try:
            yield
        except BaseException as error:
            one.set_attribute("error.type", type(error).__name__)
            one.set_status(Status(StatusCode.ERROR))
            raise


def headers() -> dict[str, str]:
    """What tells another process of ours which span its own belong to."""
    if _tracer is None:
        return {}
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carried: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carried)
    return carried


@contextmanager
def continued(carried: Mapping[str, str]) -> Iterator[None]:
    """Spans within belong to the one that `carried` (a request's headers) tells of."""
    if _tracer is None:
        yield
        return
    from opentelemetry import context
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    token = context.attach(TraceContextTextMapPropagator().extract(dict(carried)))
    try:
        yield
    finally:
        context.detach(token)
