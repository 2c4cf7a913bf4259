"""LinkedIn's REST API, one file per resource. `calls` and `checks` are what they share."""
