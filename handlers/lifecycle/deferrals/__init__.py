"""When a case may take longer: extended, set aside, waiting for the residents or for an answer."""
