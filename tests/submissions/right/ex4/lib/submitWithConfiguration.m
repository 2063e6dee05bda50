error('not to be run')
