"""Forms: views on the workbook. They show what is there and write what the learner does; they hold nothing."""
