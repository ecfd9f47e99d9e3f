"""企业微信 app: members, who are staff; words and cards, one to one."""
