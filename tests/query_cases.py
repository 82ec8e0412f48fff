"""The cases of all named queries: what is asked, and what the article answers."""

from __future__ import annotations

import query_cases_people_places as people_places
import query_cases_trade_transport as trade_transport
from queries_support import Case

__all__ = ["CASES"]

CASES: list[Case] = [*trade_transport.CASES, *people_places.CASES]
