"""What several exercises use: sigmoid, fmincg, data, small costs."""
