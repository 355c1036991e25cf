"""Says what the people in a video do: python examples/label_video.py [FILE | CAMERA NUMBER | STREAM ADDRESS]"""

import sys

from core import Recognizer, Tracker, open_pose, open_source

source = open_source(sys.argv[1] if len(sys.argv) > 1 else "0")
pose = open_pose(max_people=2)
tracker = Tracker(max_people=2)
recognizer = Recognizer.from_weights("stfnet-joint", hop=0.2)  # judges each person five times a second

while (frame := source.read()) is not None:
    joints = pose.detect(frame) if frame.joints is None else frame.joints  # skeleton files bring them along
    people = tracker.update(joints, frame.time)  # the same joints, and who is who
    for prediction in recognizer.push(people, frame.time):
        best = ", ".join(f"{recognizer.labels[index]} {score:.0%}" for index, score in prediction.top(3))
        print(f"{frame.time:6.2f} s  person {prediction.id}  {prediction.state:10}  {best}")

pose.close()
source.close()
