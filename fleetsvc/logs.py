"""Where log lines go: standard error, so that what a command answers on standard output stays clean.

A person at a terminal gets readable lines, anything else JSON. Plates and VINs are never logged.
"""

import logging
import sys

import structlog


def configure(*, least: int = logging.WARNING) -> None:
    """Send log lines of at least a level (``logging.INFO`` …) to standard error."""
    at_a_terminal = sys.stderr.isatty()
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
        if at_a_terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),  # a line in one write: others write there
    )
    # Libraries chat on INFO: their warnings are enough.
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s", force=True
    )


def configure_logs() -> None:
    """Send this process's logs, from INFO on, to standard error."""
    configure(least=logging.INFO)
