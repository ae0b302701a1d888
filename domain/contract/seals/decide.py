"""The seals: the rules.  Both parties seal the drafted text; the last seal's day is the contract's date.  HR-CT-5"""

from collections.abc import Iterator

from domain.contract.messages import SignContract
from domain.contract.seals.messages import BOTH, OrderSeal, RecordSeal, SealOrdered, SealRecorded
from domain.contract.terms import awarded_terms, eight_parts
from domain.forms import finding, require
from domain.given import Accepted, Decision, Given
from domain.supervision.messages import Finding

_PARTIES = {"buyer": "购买主体", "supplier": "承接主体"}


def order(command: OrderSeal, given: Given) -> Decision:
    """The seal system is asked for a party's seal on the draft's digest."""
    contract = given.project.contract
    if contract.draft is None:
        return given.settle(command, [finding(given, "JL44-4.3.3", "尚无合同文本：先起草合同", field="terms")])
    twice = f"{_PARTIES[command.party]}已提请签章或者已盖章"
    free = command.party not in contract.seals and command.party not in contract.seals_ordered
    ordered = SealOrdered(
        party=command.party,
        signer=command.signer,
        number=contract.draft.number,
        text=contract.draft.text,
        by=given.by,
        on=given.on,
    )
    found = [require(given, "HR-CT-5", free, twice, field="party"), *_ready(given)]
    return given.settle(command, found, ordered)


def record(command: RecordSeal, given: Given) -> Decision:
    """Once for each party, on the text as drafted; an electronic one has a certificate and a receipt."""
    contract = given.project.contract
    if contract.draft is None:
        return given.settle(command, [finding(given, "JL44-4.3.3", "尚无合同文本：先起草合同", field="terms")])
    if command.party in contract.seals:
        if given.by == "adapter":  # the seal system was asked twice: done is done
            return Accepted()
        already = f"{_PARTIES[command.party]}的盖章已登记"
        return given.settle(command, [finding(given, "HR-CT-5", already, field="party")])
    award = given.project.award.confirmed
    proven = command.medium == "paper" or (command.certificate is not None and command.receipt is not None)
    answered = given.by != "adapter" or command.party in contract.seals_ordered
    found = [
        require(
            given, "HR-CT-5", command.text == contract.draft.text, "所盖章的文本与起草的合同不是同一文本", field="text"
        ),
        require(given, "HR-CT-5", proven, "电子签章须有证书编号和回执", field="certificate"),
        require(given, "HR-CT-5", answered, "没有提请过该方的电子签章", field="effect"),
        require(given, "JL44-4.4.0", command.sealed_on <= given.at.date(), "盖章日期晚于今天", field="sealed_on"),
        require(
            given,
            "JL44-4.0",
            award is None or command.sealed_on >= award.on,
            "盖章日期早于成交日期",
            field="sealed_on",
        ),
        *_ready(given),
    ]
    return given.settle(command, found, SealRecorded(**command.model_dump(), by=given.by))


def _ready(given: Given) -> Iterator[Finding | None]:
    """Only a whole text, and what was awarded, is put before anyone to be sealed."""
    draft = given.project.contract.draft
    if draft is not None:
        yield from eight_parts(draft, given)
        yield from awarded_terms(draft, given)


def sealed(command: SignContract, given: Given) -> Iterator[Finding | None]:
    """Where seals are recorded, both are, and the contract bears the day of the last."""
    contract = given.project.contract
    if contract.seals or contract.seals_ordered:
        missing = [_PARTIES[party] for party in BOTH if party not in contract.seals]
        yield require(given, "HR-CT-5", not missing, f"尚未盖章：{'、'.join(missing)}", field="seals", missing=missing)
        award = given.project.award.confirmed
        first = min((s.sealed_on for s in contract.seals.values()), default=command.signed_on)
        since = award is None or first >= award.on
        yield require(given, "HR-CT-5", since, "盖章早于现行成交结果，须重新起草、盖章", field="seals")
        last = max((s.sealed_on for s in contract.seals.values()), default=command.signed_on)
        reason = f"合同日期以最后盖章日为准：应为{last}，现为{command.signed_on}"
        yield require(
            given, "HR-CT-5", missing != [] or command.signed_on == last, reason, field="signed_on", last=last
        )
    if command.copies or command.keeper is not None:
        holders = {copy.party for copy in command.copies}
        without = [_PARTIES[party] for party in BOTH if party not in holders]
        lack = f"双方各执原件，缺少：{'、'.join(without)}"
        yield require(given, "HR-CT-5", not without, lack, field="copies", missing=without)
        kept = command.keeper is not None
        yield require(given, "HR-CT-5", kept, "须写明购买主体原件的保管单位和存放位置", field="keeper")
