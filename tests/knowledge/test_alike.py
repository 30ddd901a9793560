"""Written messages beside a new one: by embedding, and by the n-grams that both have."""

import numpy as np
import pytest

from knowledge.alike import Examples
from knowledge.rank import likeness

TEXTS = ["who chairs the meeting", "do i need her consent", "which mailbox is it for Derby", ""]


@pytest.mark.parametrize("text", ["who chairs it", "consent", "zzz", ""])
def test_a_message_is_as_like_each_as_all_their_grams_say(text: str):
    vectors = np.eye(4, 8, dtype=np.float32)
    examples = Examples.of(TEXTS, vectors)
    found = examples.alike(text, vectors[1])
    spelt = examples._spelt @ examples._spelling.vectors([text]).toarray()[0]
    assert found == pytest.approx(likeness(vectors @ vectors[1], spelt), abs=1e-6)
