"""The values that messages are made of: money, codes, names, text.  Each refuses what it can't mean."""

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, StringConstraints

Role = Literal[
    "administrator",  # 系统管理员: persons and roles, nothing else
    "clerk",  # 经办人
    "reviewer",  # 复核人
    "head",  # 负责人
    "legal_adviser",  # 法律顾问
    "finance",  # 同级财政
    "county",  # 县级民政（指导）
    "township",  # 乡镇（街道）
    "supplier",  # 承接主体
    "evaluator",  # 第三方评价
    "duty_officer",  # 值班决策人
    "inspector",  # 监督检查
    "auditor",  # 审计
    "clock",  # the workflow's own clock
    "adapter",  # the answer of an effect: notice site, treasury, messages
]

ROLE_TITLES: Final[dict[Role, str]] = {
    "administrator": "系统管理员",
    "clerk": "经办人",
    "reviewer": "复核人",
    "head": "负责人",
    "legal_adviser": "法律顾问",
    "finance": "同级财政",
    "county": "县级民政",
    "township": "乡镇（街道）",
    "supplier": "承接主体",
    "evaluator": "第三方评价机构",
    "duty_officer": "值班决策人",
    "inspector": "监督检查人员",
    "auditor": "审计人员",
    "clock": "时钟",
    "adapter": "外部系统",
}

Stage = Literal[
    "planning",
    "funding",
    "publication",
    "bidding",
    "award",
    "framework",
    "dispute",
    "contract",
    "performance",
    "payment",
    "takeover",
    "breach",
    "evaluation",
    "supervision",
    "closing",
]

# the guide's order; the others run beside it
ORDER: Final[tuple[Stage, ...]] = (
    "planning",
    "funding",
    "publication",
    "bidding",
    "award",
    "contract",
    "performance",
    "evaluation",
    "closing",
)

STAGE_TITLES: Final[dict[str, str]] = {
    "planning": "项目确定",
    "funding": "预算落实",
    "publication": "信息发布",
    "bidding": "组织购买",
    "award": "确定承接主体",
    "framework": "框架协议",
    "dispute": "质疑投诉",
    "contract": "合同",
    "performance": "履约监管",
    "payment": "资金支付",
    "takeover": "临时接管",
    "breach": "违约退出",
    "evaluation": "绩效评价",
    "supervision": "监督",
    "closing": "结项归档",
    "closed": "已结项",
    "register": "登记",
    "approval": "审批",
}


def _decimal(value: object) -> object:
    """Text or a whole number; a float has lost its fen before we see it."""
    if isinstance(value, bool | float):
        raise ValueError('写成整数或加引号的小数，例如 505000 或 "505000.50"')
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, str):
        try:
            return Decimal(value.replace(",", ""))
        except InvalidOperation:
            raise ValueError("不是数") from None
    return value


def _two_places(value: Decimal) -> Decimal:
    if value != value.quantize(Decimal("0.01")):
        raise ValueError("金额最多到分（两位小数）")
    return value.quantize(Decimal("0.01"))


# Chinese yuan, 0 … 9,999 亿, at most two places; in JSON a string with exactly two
Yuan = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    Field(ge=0, lt=Decimal(10) ** 12),
    AfterValidator(_two_places),
    PlainSerializer(lambda v: f"{v:.2f}", return_type=str, when_used="json"),
]

# a share between 0 and 1; in JSON a plain decimal string
Ratio = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    Field(ge=0, le=1),
    PlainSerializer(lambda v: f"{v.normalize():f}", return_type=str, when_used="json"),
]

# an amount of service (person-months, visits, hours), at most three places
Quantity = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    Field(ge=0, lt=Decimal(10) ** 9),
    PlainSerializer(lambda v: f"{v.normalize():f}", return_type=str, when_used="json"),
]

# points of a score, 0 … 100
Score = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    Field(ge=0, le=100),
    PlainSerializer(lambda v: f"{v.normalize():f}", return_type=str, when_used="json"),
]

_ID_CARD: Final = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")
_MOBILE: Final = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def _no_personal_data(value: str) -> str:
    """What may name a recipient is kept in the vault; free text that goes into the ledger must not (PIPL 28)."""
    if _ID_CARD.search(value):
        raise ValueError("含有身份证号：请删去，个人信息只存入服务对象登记库")
    if _MOBILE.search(value):
        raise ValueError("含有手机号码：请删去，个人信息只存入服务对象登记库")
    return value


def without_personal_data(value: str) -> str:
    """Somebody else's words, with what may name a recipient blacked out, so that they may stand in the ledger."""
    return _MOBILE.sub("［号码已隐去］", _ID_CARD.sub("［证件号已隐去］", value))


# free text: 1 … 4000 characters, checked for ID-card and phone numbers
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), AfterValidator(_no_personal_data)
]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_no_personal_data)
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,59}$")]  # short ids inside one project
RESERVED: Final = (
    "clock",
    "adapter",
)  # who acts from inside: the workflow's clock, the answer of an effect; never a person


def _not_reserved(value: str) -> str:
    if value in RESERVED:
        raise ValueError(f"“{value}”是系统保留的名称，不能作为人员编号")
    return value


ParameterName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]  # of a rule in law/
PersonId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,59}$"), AfterValidator(_not_reserved)]
Division = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}(?:[0-9]{2}(?:[0-9]{2}(?:[0-9]{3}(?:[0-9]{3})?)?)?)?$")]
ProjectId = Annotated[str, StringConstraints(pattern=r"^[0-9]{6,12}-[0-9]{4}-[a-z0-9]{6}$")]
TakeoverId = Annotated[str, StringConstraints(pattern=r"^[0-9]{6,12}-[0-9]{4}-[a-z0-9]{6}-TD?[0-9]+$")]
# a recipient's pseudonym: all that the domain knows; who it is, on what basis, until when, stands in vault/ (SA-06, DP-01, DP-02)
RecipientId = Annotated[str, StringConstraints(pattern=r"^r-[0-9]{6}-[a-z2-7]{10}$")]
PoolKey = Annotated[str, StringConstraints(pattern=r"^[0-9]{4,9}-[12][0-9]{3}$")]  # <division>-<year>
DocumentNumber = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]

_USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_FORM: Final = re.compile(r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}\Z")


def uscc_check_character(first_17: str) -> str:
    """The check character of a unified social credit code: weights 3^i mod 31 over 31 signs.  GB 32100-2015"""
    total = sum(_USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first_17))
    return _USCC_ALPHABET[-total % 31]


def _uscc(value: str) -> str:
    code = value.strip().upper()
    if len(code) != 18:
        raise ValueError(f"统一社会信用代码应为18位，现为{len(code)}位")
    if not _USCC_FORM.match(code):
        raise ValueError("统一社会信用代码含有不允许的字符（第3–8位为行政区划数字，不用 I、O、S、V、Z）")
    if uscc_check_character(code[:17]) != code[17]:
        raise ValueError(f"统一社会信用代码校验位不符（第18位应为 {uscc_check_character(code[:17])}）")
    return code


# unified social credit code, the N-codes of rural collectives included.  GB 32100-2015
Uscc = Annotated[str, AfterValidator(_uscc)]

# a recipient's pseudonym; who it stands for is kept in the vault.  PIPL 28
Recipient = Annotated[str, StringConstraints(pattern=r"^r-\d{2,12}-[a-z2-7]{10}$")]

# a carer's pseudonym, the supplier's own: who it is stays with the supplier
StaffId = Annotated[str, StringConstraints(pattern=r"^s-[a-z0-9][a-z0-9-]{0,30}$")]

Grade = Literal["A", "B", "C"]  # risk grade of a recipient
