"""微信客服: residents one to one, through the corporation's account."""
