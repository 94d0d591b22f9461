"""The reference receiver: an HTTP endpoint that takes exactly what the contract says, and an SQLite file behind it.

``eventpact serve`` runs it; ``embedded`` runs it for the length of a ``with`` block. It knows no variant and no field:
all that it asks for follows from the :class:`~eventpact.contract.Contract`.
"""
