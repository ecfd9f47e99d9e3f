"""群机器人: staff groups are told what concerns all of them; nobody is heard there."""
