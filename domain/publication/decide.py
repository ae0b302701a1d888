"""Publication.  四（二）"""

from domain.given import Decision, Given
from domain.message import Command
from domain.publication.messages import PrepareSolicitation, OrderNotice, RegisterPublication
from domain.project import Project

PublicationCommand = PrepareSolicitation | OrderNotice | RegisterPublication


def reads(command: Command, project: Project) -> tuple[str, ...]:
    return ()


def decide(command: PublicationCommand, given: Given) -> Decision:
    raise NotImplementedError(type(command).__name__)
