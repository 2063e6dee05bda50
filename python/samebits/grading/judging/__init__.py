"""What became of a submission: its values against the right ones."""
