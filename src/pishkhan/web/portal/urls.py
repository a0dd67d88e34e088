"""Public addresses."""

from django.urls import path

from pishkhan.web.portal import demo_inbox, health, login, settings_views, unsubscribe, views

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("settings/language/", settings_views.language, name="set-language"),
    path("settings/theme/", settings_views.theme, name="set-theme"),
    path("", views.home, name="home"),
    path("services/", views.services, name="services"),
    path("search/", views.search, name="search"),
    path("help/", views.guides, name="help"),
    path("activate/", views.first_password, name="activate"),
    path("register/", views.first_password, name="register"),
    path("check/", views.check, name="check"),
    path("check/<str:code>/", views.check, name="check-code"),
    path("login/", login.Login.as_view(), name="account_login"),
    path("logout/", login.Logout.as_view(), name="account_logout"),
    path("unsubscribe/<str:word>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("demo/inbox/", demo_inbox.inbox, name="demo-inbox"),
    path("enter/", login.enter, name="enter"),
]
