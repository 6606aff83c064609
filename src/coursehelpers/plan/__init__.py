"""What a learner leaves with: the sheet of a country, a strategy, an action plan."""
