"""Who has a stake, who is tied to whom, and what a group of raters says."""
