from pishkhan.organisation.models.calendar import Holiday, WorkHours
from pishkhan.organisation.models.institution import Domain, Institution
from pishkhan.organisation.models.network import CampusNetwork, NetworkMode, Section, SectionRule
from pishkhan.organisation.models.unit import Unit

__all__ = [
    "CampusNetwork", "Domain", "Holiday", "Institution", "NetworkMode", "Section", "SectionRule", "Unit", "WorkHours",
]  # fmt: skip
