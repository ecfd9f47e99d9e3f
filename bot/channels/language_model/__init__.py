"""A language model that may vote on what a message means; off unless a county sets one."""
