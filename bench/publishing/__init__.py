"""The parts of `bench publish`."""
