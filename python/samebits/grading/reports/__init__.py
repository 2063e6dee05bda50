"""What goes out: CSV, JSON, JUnit and pages."""
