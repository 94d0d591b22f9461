"""Versions of a contract over time: finding them, judging the step from one to the next, releasing."""
