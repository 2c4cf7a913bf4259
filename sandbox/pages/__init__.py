"""The feed, for people: what a reader of LinkedIn would see."""
