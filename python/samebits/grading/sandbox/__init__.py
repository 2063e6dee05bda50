"""Running a submission: confined, on exact inputs, for its values alone."""
