"""What LinkedIn's API is taken to be, as cases that are put to a server: one file per chapter of the reference."""
