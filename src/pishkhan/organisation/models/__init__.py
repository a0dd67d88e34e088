from pishkhan.organisation.models.calendar import Holiday, WorkHours
from pishkhan.organisation.models.institution import Domain, Institution
from pishkhan.organisation.models.unit import Unit

__all__ = ["Domain", "Holiday", "Institution", "Unit", "WorkHours"]
