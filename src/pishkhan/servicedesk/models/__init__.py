from pishkhan.servicedesk.models.catalogue import RequestGroup, RequestType
from pishkhan.servicedesk.models.conversation import Comment, ReadMark, Return
from pishkhan.servicedesk.models.request import Attachment, NumberSeries, Request

__all__ = [
    "Attachment",
    "Comment",
    "NumberSeries",
    "ReadMark",
    "Request",
    "RequestGroup",
    "RequestType",
    "Return",
]
