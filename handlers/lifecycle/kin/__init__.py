"""Cases that belong together: made one, parted again, or begun from another."""
