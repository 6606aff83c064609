"""GBIF's own engine: questions in SQL that its cluster answers, and the reading of what comes back."""
