"""The API under requests nobody would think of: schemathesis makes them up, the same each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode

from live import live
from sygraph.graph import KnowledgeGraph


@pytest.fixture(scope="module")
def described(kg: KnowledgeGraph) -> Iterator[Any]:
    with live(kg) as address:
        yield schemathesis.openapi.from_url(f"{address}openapi.json")


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_request_that_fits_the_description_or_does_not_is_answered_against_it(
    described: Any, mode: GenerationMode
) -> None:
    """No server error, no undocumented status or type, no body of another shape, no bad request
    that is accepted and no good one that is refused."""
    statuses: Counter[int] = Counter()

    @settings(
        derandomize=True,
        database=None,
        max_examples=120,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=described.as_strategy(generation_mode=mode))
    def holds(case: Case[Any]) -> None:
        statuses[case.call_and_validate().status_code] += 1

    holds()
    assert max(statuses) < 500
    expected = HTTPStatus.OK if mode is GenerationMode.POSITIVE else HTTPStatus.BAD_REQUEST
    assert statuses[expected] > 0, "no request of this kind was made"
