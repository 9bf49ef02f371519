"""From a text to a Reading: its structure, one pass for every known word, one step a file, the records."""
