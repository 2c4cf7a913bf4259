"""The LinkedIn sandbox: a process of its own that answers as LinkedIn's API contract says.

It imports nothing of the product, and the product imports nothing of it: the two meet over HTTP only.
"""
