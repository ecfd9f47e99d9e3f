"""Who of the staff is who at 企业微信: read from a table or from the platform, shown, then bound."""
