"""Messages made up for the mask's network to learn from: persons, homes and births of nobody, as people type them."""
