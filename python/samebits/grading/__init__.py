"""Submissions in, scores and feedback out."""
