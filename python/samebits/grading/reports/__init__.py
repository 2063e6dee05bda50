"""Reports: CSV, JSON, JUnit and HTML pages."""
