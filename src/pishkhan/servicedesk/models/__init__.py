from pishkhan.servicedesk.models.catalogue import RequestGroup, RequestType, ServiceDraft
from pishkhan.servicedesk.models.conversation import Comment, ReadMark, Return
from pishkhan.servicedesk.models.enquiry import Enquiry
from pishkhan.servicedesk.models.people import Participant, Survey, Taking
from pishkhan.servicedesk.models.request import Attachment, NumberSeries, Request
from pishkhan.servicedesk.models.sight import DayFigures, SearchText
from pishkhan.servicedesk.models.work import CannedReply, Export, SavedFilter

__all__ = [
    "Attachment", "CannedReply", "Comment", "DayFigures", "Enquiry", "Export", "NumberSeries", "Participant",
    "ReadMark", "Request", "RequestGroup", "RequestType", "Return", "SavedFilter", "SearchText", "ServiceDraft",
    "Survey", "Taking",
]  # fmt: skip
