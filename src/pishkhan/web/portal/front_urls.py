"""Addresses of the public front."""

from django.urls import path

from pishkhan.web.portal import contact, feeds, front, search

urlpatterns = [
    path("", front.home, name="home"),
    path("search/", search.search, name="search"),
    path("help/", front.guides, name="help"),
    path("news/", front.news, name="news"),
    path("news/feed.xml", feeds.atom, {"language": "fa"}, name="feed-fa"),
    path("news/feed.en.xml", feeds.atom, {"language": "en"}, name="feed-en"),
    path("news/<slug:news>/", front.news_item, name="news-item"),
    path("processes/", front.processes, name="processes"),
    path("processes/<slug:process>/", front.process_item, name="process-item"),
    path("pages/<slug:page>/", front.page, name="page"),
    path("calendar/", front.calendar, name="calendar"),
    path("questions/", front.questions, name="questions"),
    path("terms/", front.terms, name="terms"),
    path("contact/", contact.contact, name="contact"),
    path("contact/sent/", contact.sent, name="contact-sent"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
]
