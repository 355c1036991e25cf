"""What is said of people and joints in the picture."""

from __future__ import annotations

WARMING_UP = "warming up {held:.1f} / {needed:.1f} s"
UNCERTAIN = "uncertain"
JOINT_TIP = "person {person}, {joint}: confidence {confidence:.2f}"
JOINT_FOCUS = ", attention {focus:.3f}"
JOINT_FOR = "; without it the odds of {label} would be {times} times lower ({bits:+.2f} bits)"
JOINT_AGAINST = "; without it the odds of {label} would be {times} times higher ({bits:+.2f} bits)"
