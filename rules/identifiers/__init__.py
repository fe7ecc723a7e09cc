"""Numbers that identify a vehicle, one module each, all of one shape: compact, validate, is_valid, format.

Calling a valid number invalid is worse than the reverse: what real numbers are known to break (the check
digit of a VIN, the first letter of its maker code) is a separate question, never part of validity.
"""
