"""What the commands do, as functions to call; the commands themselves have options and printing alone."""
