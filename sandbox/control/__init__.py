"""What tests and the demo say to the sandbox itself, under /_sandbox/. Not part of LinkedIn."""
