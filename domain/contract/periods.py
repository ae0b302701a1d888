"""A contract's periods of performance.  JL44-4.3.3, N22-10"""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.message import Value
from domain.values import Key, Name, Quantity, Yuan

PaymentCondition = Literal["advance", "acceptance", "settlement"]  # 预付、验收、定期结算（PY-02）


class ContractPeriod(Value):
    """One period of performance: its targets and what is payable for it."""

    key: Key
    title: Name
    starts_on: date
    ends_on: date
    targets: dict[str, Quantity] = Field(default_factory=dict)
    payable_yuan: Yuan
    condition: PaymentCondition = "acceptance"
