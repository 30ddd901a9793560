"""What Signpost says: one module a kind of act, each a pure handler; `rasa_actions` joins them to Rasa."""
