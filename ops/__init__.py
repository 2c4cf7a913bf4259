"""Starting, stopping, the command line. No rule of the business lives here."""
