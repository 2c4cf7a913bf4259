"""What LinkedIn tells by itself: notices about the posts of pages, signed and sent again until they are taken."""
