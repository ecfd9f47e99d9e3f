"""Bodies that no platform ever sent, by the hundred thousand, on every callback."""
