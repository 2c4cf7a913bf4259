"""What each drill of the engine does once its parts are up: Django is set up before these are imported."""
