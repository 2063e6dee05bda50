"""The commands of `samebits`, a module each: options and printing. A module is imported when it is named."""
