"""Two editions of a pack: what one says that the other does not, and which answers that changes."""
