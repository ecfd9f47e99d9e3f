"""What a decision must know is read from the tables: the whole situation, and its parts."""
