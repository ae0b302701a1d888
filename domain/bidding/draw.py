"""A draw by lot that anyone can recompute: a seed committed beforehand, a word of the witness, a list in order.  E-04, E-18

Who commits knows the seed and the list, not the witness's word; who gives the word doesn't know the seed: neither alone
chooses who is drawn.
"""

from collections.abc import Sequence
from hashlib import sha256


def commitment(seed: str, candidates: Sequence[str]) -> str:
    """The SHA-256 (hex) that binds a seed to its ordered list of candidates before the draw."""
    return sha256("\n".join((seed, *candidates)).encode()).hexdigest()


def draw(seed: str, lot: str, candidates: Sequence[str], count: int) -> tuple[str, ...]:
    """The first `count` of the candidates in the order of the SHA-256 of seed, witness's word, place and name."""
    order = sorted(
        range(len(candidates)),
        key=lambda place: sha256(f"{seed}\n{lot}\n{place}\n{candidates[place]}".encode()).digest(),
    )
    return tuple(candidates[place] for place in order[:count])
