"""What trainers and learners work with in a course: editions, slides, handouts, sessions, quizzes."""
