"""What the evidence says about each institution, and what can be mended."""
