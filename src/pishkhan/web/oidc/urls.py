"""The provider's addresses. Machines ask without a slash at the end, as they read it in the discovery."""

from django.urls import path

from pishkhan.web.oidc import views

urlpatterns = [
    path(".well-known/openid-configuration", views.configuration, name="oidc-configuration"),
    path("oidc/jwks.json", views.jwks, name="oidc-jwks"),
    path("oidc/authorize/", views.authorize, name="oidc-authorize"),
    path("oidc/token/", views.token, name="oidc-token"),
    path("oidc/userinfo/", views.userinfo, name="oidc-userinfo"),
    path("oidc/revoke/", views.revoke, name="oidc-revoke"),
    path("oidc/logout/", views.logout, name="oidc-logout"),
]
