"""Planted faults: receivers that keep the contract but for one thing, and the one rule that this must break.

Each is a record; to plant another, add a row to a table of the module that it belongs to.
"""

from __future__ import annotations

from tests.contract import (
    faults_of_answers,
    faults_of_combinations,
    faults_of_places,
    faults_of_the_wire,
    faults_of_values,
)
from tests.contract.planted import Planted

PLANTED: tuple[Planted, ...] = (
    *faults_of_values.FAULTS,
    *faults_of_combinations.FAULTS,
    *faults_of_places.FAULTS,
    *faults_of_the_wire.FAULTS,
    *faults_of_answers.FAULTS,
)
