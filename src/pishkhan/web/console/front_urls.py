"""Addresses of the console for the public front."""

from django.urls import path

from pishkhan.web.console import enquiries, front, front_preview

urlpatterns = [
    path("front/", front.articles, name="console-front"),
    path("front/new/", front.new, name="console-article-new"),
    path("front/<uuid:article_id>/", front.article, name="console-article"),
    path("front/<uuid:article_id>/preview/", front_preview.preview, name="console-article-preview"),
    path("front/<uuid:article_id>/change/", front.change, name="console-article-change"),
    path("enquiries/", enquiries.enquiries, name="console-enquiries"),
    path("enquiries/<uuid:enquiry_id>/", enquiries.one, name="console-enquiry"),
]
