"""Finding people in pictures: pose back ends behind one protocol, their model file, smoothing, and whole videos."""
