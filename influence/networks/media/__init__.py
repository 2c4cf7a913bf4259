"""What a file is, read from its own bytes: never from its name, and never with the whole of it in memory."""

from influence.networks.media.facts import Facts, Format, Kind, Unknown, facts

__all__ = ["Facts", "Format", "Kind", "Unknown", "facts"]
