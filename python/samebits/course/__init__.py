"""The exercise: one function for each `.m` file of the course, its name in snake_case."""
