"""The nouns of a lesson: views on a country's evidence, and on the learner's workbook."""
