"""A whole class: many submissions at a time, and the journal of their results."""
