"""One service for all tests of the API; none of them changes its database."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.http_app import Service, a_service


@pytest.fixture(scope="session")
def service(owner_url: str) -> Iterator[Service]:
    # However many of them fall into one minute: limits are tested where they are the matter.
    with a_service(owner_url, "api_service", FLEETSVC_RATE_ANONYMOUS="1000000") as opened:
        yield opened


@pytest.fixture
def client(service: Service) -> FlaskClient:
    return service.client()


@pytest.fixture(autouse=True)
def _one_day(one_day: None) -> None:
    pass
