"""Slack: events and pressed buttons in, Block Kit out. Opened where it is configured, and else not even imported."""
