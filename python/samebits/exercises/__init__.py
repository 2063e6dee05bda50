"""The exercises of the course, a folder each."""
