from pishkhan.clearance.models.certificate import Certificate, SigningKey
from pishkhan.clearance.models.station import HandOver, Letter, Visit

__all__ = ["Certificate", "HandOver", "Letter", "SigningKey", "Visit"]
