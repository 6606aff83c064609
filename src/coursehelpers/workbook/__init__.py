"""The learner's answers: one checked file a country."""
