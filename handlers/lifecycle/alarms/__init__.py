"""Life first: the duty chain, how an alarm is confirmed, and the call afterwards."""
