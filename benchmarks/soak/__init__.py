"""Long trials that try to break the course, each with a bound in seconds."""
