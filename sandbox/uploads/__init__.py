"""Where the bytes go: upload addresses, what is read of a file, and the few that are kept."""
