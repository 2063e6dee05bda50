"""Read submissions: students and their files, from folders, zips and exports."""
