"""The pytest plugin: parity tests of somebody's own port."""
