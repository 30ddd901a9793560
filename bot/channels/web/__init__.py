"""The web: the chat page, the widget, and the channel that both talk to."""
