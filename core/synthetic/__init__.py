"""A drawn person with recorded motion, whose true joints are known: the synthetic camera and the demo clip."""
