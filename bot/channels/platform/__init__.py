"""What the platforms have in common: calling them, tokens, callbacks, error codes."""
