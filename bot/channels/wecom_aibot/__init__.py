"""智能机器人: members of the corporation, in their groups and one to one."""
