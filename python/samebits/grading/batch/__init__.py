"""Grade a class: many submissions at a time, and the journal of their results."""
