"""Every kind of act has a handler; a new one without is found here, not in a conversation."""

from typing import get_args

from actions.turn import HANDLERS
from bot.dialogue.acts import Act, Ask, Tell


def test_every_act_is_handled() -> None:
    assert HANDLERS.keys() | {Ask, Tell} == set(get_args(Act))
