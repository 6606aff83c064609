"""A country on one web page, whose Python runs in the visitor's own browser."""
