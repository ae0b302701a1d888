"""Sealed bids: a round's key in two halves, bids encrypted to it, the opening before both holders.  HR-SB-1 … HR-SB-6"""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.bidding.parties.values import Consortium, NamedSubcontract
from domain.message import Command, Event, Value
from domain.values import Name, PersonId, Sha256, Text, Uscc, Yuan

# 32 bytes in lower-case hexadecimal: an X25519 public key, or the key of one bid
Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Holder(Value):
    """A person who keeps one half of the round's private key, and the digest of the file it is in."""

    person: PersonId
    half: Sha256


class RevealedBid(Value):
    """A sealed bid as it was read at the opening.

    `envelope` names the ciphertext, `offer` the offer's own text, both in the file store; `key` is this bid's key alone, with
    which anyone can decrypt the ciphertext again and see that it is the same offer.
    """

    supplier: Uscc
    envelope: Sha256
    offer: Sha256
    price_yuan: Yuan
    key: Hex32


class UnreadableBid(Value):
    """A sealed bid that did not decrypt, or held no offer, and why.  `key` where one could be derived at all."""

    supplier: Uscc
    envelope: Sha256
    reason: Text
    key: Hex32 | None = None


class SealedOpening(Value):
    """What came out of the envelopes, by the two halves together."""

    revealed: tuple[RevealedBid, ...] = ()
    unreadable: tuple[UnreadableBid, ...] = ()


class RegisterSealingKey(Command, zh="登记开标密钥", roles=("clerk",), during=("publication", "bidding")):
    """Publish the round's public key; its private key exists in two halves only, one with each holder.  HR-SB-1, HR-SB-2"""

    public_key: Hex32
    holders: tuple[Holder, ...] = Field(min_length=1)


class ReplaceSealingKey(Command, zh="更换开标密钥", roles=("reviewer", "head"), during=("publication", "bidding")):
    """A half is lost or in doubt, and no bid is in yet.  HR-SB-3"""

    public_key: Hex32
    holders: tuple[Holder, ...] = Field(min_length=1)
    reason: Text


class SubmitSealedBid(Command, zh="递交加密响应文件", roles=("clerk", "supplier", "adapter"), during=("bidding",)):
    """A bid that its supplier encrypted: `envelope` names the ciphertext in the file store, `size` counts its bytes.  HR-SB-4"""

    supplier: Uscc
    name: Name
    envelope: Sha256
    size: int = Field(ge=1)
    public_key: Hex32 = Field(description="the round's key to which it is encrypted")
    consortium: Consortium | None = Field(default=None, description="of a bid in common (R-S07): who bids is no secret")
    subcontracts: tuple[NamedSubcontract, ...] = Field(
        default=(), description="who does work for the bidder, which is no secret either (R-S08)"
    )


class BeginSealedOpening(Command, zh="开始解密开启", roles=("clerk",), during=("bidding",)):
    """Before anything is decrypted: may this round be opened now, by these people?  HR-SB-5"""

    witness: Name
    holders: tuple[Holder, ...] = Field(min_length=1, description="who brought their halves, as registered")


class SealingKeyRegistered(Event, zh="开标密钥已登记"):
    round: int
    public_key: Hex32
    holders: tuple[Holder, ...]
    by: str
    on: date


class SealingKeyReplaced(Event, zh="开标密钥已更换"):
    round: int
    public_key: Hex32
    holders: tuple[Holder, ...]
    reason: Text
    by: str
    on: date


class SealedOpeningBegun(Event, zh="解密开启已开始"):
    """From here on the envelopes may be decrypted: recorded before the halves meet."""

    round: int
    by: str
    witness: Name
    holders: tuple[Holder, ...]
    begun_at: datetime


class SealedBidRevealed(Event, zh="加密响应文件已解密"):
    round: int
    supplier: Uscc
    envelope: Sha256
    offer: Sha256
    price_yuan: Yuan
    key: Hex32


class SealedBidInvalid(Event, zh="加密响应文件无效"):
    """It is no bid any more; the others go on."""

    round: int
    supplier: Uscc
    envelope: Sha256
    reason: Text
    key: Hex32 | None = None


SealedEvent = SealingKeyRegistered | SealingKeyReplaced | SealedOpeningBegun | SealedBidRevealed | SealedBidInvalid
