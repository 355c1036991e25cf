"""What is checked at the doors: limits on size, ranges of settings, odd file names, hostile YAML."""
