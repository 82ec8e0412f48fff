"""Draft with a language model: it fills slots and quotes words; nothing it says enters unproved.

Each passage is asked about by itself. The text of the article is data in a JSON object; what it
says cannot change what is asked, and what the model answers can only become candidates, which
`accept` checks like all others.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from sygraph.author.candidates import Candidate
from sygraph.author.chat_endpoint import ChatEndpoint
from sygraph.author.drafting import Drafter, Read
from sygraph.author.slots import REASONS, Dropped, Grounding, vocabulary
from sygraph.data import read_toml
from sygraph.namespaces import sy

__all__ = ["ModelDraft", "model_rule"]

_BYLINE = sy("byline")
# A fence that models put around JSON.
_FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)
_MOST_FACTS = 100  # of one passage


def model_rule(model: str) -> str:
    """Return the name of the rule that stands for a model.

    >>> model_rule("qwen3:8b")
    'model:qwen3:8b'
    """
    return f"model:{quote(model, safe=':')}"


@dataclass
class ModelDraft:
    """Asks a model about the passages of an article, and counts what of its answers is dropped.

    Attributes:
        asked: How many passages it has answered about.
        dropped: How many facts were dropped, by the reason.
    """

    drafter: Drafter
    endpoint: ChatEndpoint
    asked: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    def candidates(self) -> Iterator[Candidate]:
        """Yield the candidates of each passage as soon as the model has answered.

        Raises:
            EndpointError: The endpoint gives no answer that can be used.
        """
        prompt = read_toml("author/model_prompt.toml")
        example = json.dumps(prompt["example"], ensure_ascii=False)
        texts = list(_strings(prompt["example"]))
        rule = model_rule(self.endpoint.model)
        grounding = Grounding(self.drafter, rule, texts)
        system = prompt["system"].format(example=example)
        for place in self.drafter.passages():
            if _BYLINE in place.reading.passage.roles:
                continue
            answer = self.endpoint.ask(
                [
                    {"role": "system", "content": system},
                    {"role": "user", "content": self._question(place)},
                ]
            )
            self.asked += 1
            facts = _facts(answer)
            if facts is None:
                self.dropped["json"] += 1
                continue
            for _, found in grounding.candidates(place, facts[:_MOST_FACTS]):
                if isinstance(found, Dropped):
                    self.dropped[found.reason] += 1
                elif found.facts:
                    yield found

    def _question(self, place: Read) -> str:
        passage = place.reading.passage
        asked = {"passage": passage.quote, "language": passage.language}
        return json.dumps(asked | vocabulary(self.drafter.data, passage), ensure_ascii=False)

    def summary(self) -> str:
        """Return what was dropped and why, in one line."""
        if not self.dropped:
            return "nothing was dropped"
        parts = [f"{number} {REASONS[reason]}" for reason, number in self.dropped.most_common()]
        return f"dropped: {'; '.join(parts)}"


def _facts(answer: str) -> list[Any] | None:
    """Return the facts of an answer, or None if it is not the JSON that was asked for.

    >>> _facts('```json\\n{"facts": []}\\n```')
    []
    >>> _facts('{"facts": [')
    """
    fenced = _FENCE.match(answer)
    try:
        found = json.loads(fenced[1] if fenced else answer)
    except (ValueError, RecursionError):
        return None
    facts = found.get("facts") if isinstance(found, dict) else None
    return facts if isinstance(facts, list) else None


def _strings(value: Any) -> Iterator[str]:
    """Yield the texts in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
