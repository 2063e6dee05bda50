"""Running a case in Python and in Octave, and comparing what comes out."""
