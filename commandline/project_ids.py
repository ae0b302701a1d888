"""How a new project's id is made."""

from uuid import UUID


def mint(division: str, year: int, number: UUID) -> str:
    """A project's id.  Its six characters come from a number: the same number again means the same project."""
    digits, rest, suffix = "0123456789abcdefghijklmnopqrstuvwxyz", number.int % 36**6, ""
    for _ in range(6):
        rest, digit = divmod(rest, 36)
        suffix += digits[digit]
    return f"{division.ljust(6, '0')}-{year}-{suffix}"
