"""What keeps the course in order over the years: what it stands on, whether GBIF is still as expected, dead links."""
