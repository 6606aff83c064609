"""A campaign that a small node can carry out."""
