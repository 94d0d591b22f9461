"""The service's own tests."""

import unittest

from acme.contracts.events import LoginData, LoginEvent, dump_batch, parse_batch


class Models(unittest.TestCase):
    def test_what_is_written_can_be_read(self) -> None:
        data = LoginData(user_id="p", timestamp="2026-03-14T17:58:20Z", unique_id="u")
        event = LoginEvent(event="realtime-login", data=data)
        self.assertEqual(parse_batch(dump_batch([event])), [event])  # noqa: PT009 - the service has no pytest
