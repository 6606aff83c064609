"""What the course costs GBIF and the learner, measured beside the usual way."""
