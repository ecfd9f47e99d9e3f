"""When a case is due: working time, spans and shares, the clock of a case and its watch."""
