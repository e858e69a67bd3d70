"""Networks and production companies, and which show has which."""

from trr_backend.models.shows import EntitiesRecord, OrganisationRecord
from trr_backend.repositories import sets, tables
from trr_backend.repositories.work import Work

_NETWORKS = sets.MemberSet("networks", "network", tables.NETWORKS, tables.SHOW_NETWORKS)
_COMPANIES = sets.MemberSet(
    "production_companies",
    "production_company",
    tables.PRODUCTION_COMPANIES,
    tables.SHOW_COMPANIES,
)


async def write(work: Work, owner: sets.Owner, record: EntitiesRecord) -> None:
    """Write the organisations of one show and the show's sets of them."""
    await sets.write_members(work, owner, _NETWORKS, _members(record.networks))
    await sets.write_members(
        work, owner, _COMPANIES, _members(record.production_companies)
    )


def _members(
    organisations: tuple[OrganisationRecord, ...] | None,
) -> list[sets.Member] | None:
    if organisations is None:
        return None
    return [
        sets.Member(
            tmdb_id=one.tmdb_id,
            name=one.name,
            values=(one.origin_country, one.logo_path),
        )
        for one in organisations
    ]
