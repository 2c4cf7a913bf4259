"""Who reacts to a post, and when: drawn once from a seed, seen as the clock passes."""
