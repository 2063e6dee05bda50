"""The lecture on random initialisation."""
