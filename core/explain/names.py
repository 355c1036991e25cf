"""Names of joints and body parts, for the axes of figures."""

from __future__ import annotations

from core.skeleton import Layout

# The first that one of a part's joints is called by; a hand is a part with fingers or a wrist but no elbow.
_KINDS = (("arm", ("elbow",)), ("leg", ("knee",)), ("hand", ("hand", "wrist")), ("foot", ("foot", "ankle")))
_HEAD = ("head", "nose", "eye")
_TRUNK = ("spine", "torso", "hip centre", "shoulder centre")


def part_name(layout: Layout, part: tuple[int, ...]) -> str:
    """What a part of the body is called: "l arm", "head", "trunk", after the joints in it."""
    joints = [layout.joints[index] for index in part]
    sides = {joint[:2] for joint in joints if joint[:2] in ("l ", "r ")}
    side = sides.pop() if len(sides) == 1 else ""
    for kind, words in _KINDS:
        if any(word in joint for joint in joints for word in words):
            return side + kind
    head = any(word in joint for joint in joints for word in _HEAD)
    trunk = any(joint.startswith(_TRUNK) for joint in joints)
    if head:
        return "head and trunk" if trunk and len(part) > 2 else "head"
    if all("shoulder" in joint for joint in joints):
        return "shoulders"
    return "trunk"


def grain_names(layout: Layout, size: int) -> tuple[str, ...]:
    """Names of the joints, or of the parts of that grain of the layout that has so many."""
    if size == layout.num_joints:
        return layout.joints
    for parts in layout.parts:
        if len(parts) == size:
            return tuple(part_name(layout, part) for part in parts)
    return tuple(f"node {index + 1}" for index in range(size))
