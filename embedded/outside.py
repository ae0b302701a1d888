"""The same system on a PostgreSQL and a Temporal from outside: are they there, and of a kind we can work with?"""

from embedded.doctor import Probe, postgres, temporal_server
from embedded.errors import StartError
from embedded.folder import Addresses
from settings import Settings

NEEDED = ("postgresql", "temporal", "temporal_namespace", "search_attributes")  # without these no worker can start


class OutsideUnfit(StartError):  # noqa: N818 - says what is the case
    """What is given from outside is missing or cannot be used."""

    def __init__(self, faults: list[Probe]) -> None:
        self.faults = faults
        super().__init__("\n".join(f"{fault.says}。{fault.remedy}" for fault in faults))


async def outside(settings: Settings) -> Addresses:
    """The addresses the settings give, once both servers have answered. Raises OutsideUnfit, naming all faults."""
    database, owner, temporal = settings.database_url, settings.owner_url, settings.temporal_address
    url = database.get_secret_value() if database else None
    looked_at = [*await postgres(url), *await temporal_server(temporal, settings)]
    faults = [probe for probe in looked_at if probe.name in NEEDED and not probe.ok]
    if faults or url is None or owner is None or temporal is None:
        raise OutsideUnfit(faults)
    return Addresses(
        database_url=url,
        owner_database_url=owner.get_secret_value(),
        vault_database_url=settings.vault_database_url.get_secret_value() if settings.vault_database_url else None,
        temporal_address=temporal,
        temporal_namespace=settings.temporal_namespace,
        console_url=settings.console_url or "",
        data_dir=settings.data_dir.absolute(),
    )
