"""公众号: residents one to one."""
