"""A county from nothing: the settings file, the tables, the empty county, its first administrator."""
