"""What is handed in: students and their files, from folders, zips and exports."""
