from pishkhan.organisation.models.article import Article, ArticleKind, ArticleVersion, Origin
from pishkhan.organisation.models.calendar import Holiday, WorkHours
from pishkhan.organisation.models.institution import Domain, Institution
from pishkhan.organisation.models.network import CampusNetwork, NetworkMode, Section, SectionRule
from pishkhan.organisation.models.unit import Unit

__all__ = [
    "Article", "ArticleKind", "ArticleVersion", "CampusNetwork", "Domain", "Holiday", "Institution", "NetworkMode",
    "Origin", "Section", "SectionRule", "Unit", "WorkHours",
]  # fmt: skip
