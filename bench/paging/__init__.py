"""Parts of `bench pages`: rows for a large house, and the measuring of every page of it."""
