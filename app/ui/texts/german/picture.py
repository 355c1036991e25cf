"""What is said of people and joints in the picture, in German."""

from __future__ import annotations

WARMING_UP = "schaut zu {held:.1f} / {needed:.1f} s"
UNCERTAIN = "unsicher"
JOINT_TIP = "Person {person}, {joint}: Sicherheit {confidence:.2f}"
JOINT_FOCUS = ", Aufmerksamkeit {focus:.3f}"
JOINT_FOR = "; ohne es wären die Chancen für {label} {times}-mal kleiner ({bits:+.2f} Bit)"
JOINT_AGAINST = "; ohne es wären die Chancen für {label} {times}-mal größer ({bits:+.2f} Bit)"
