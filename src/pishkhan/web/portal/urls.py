"""Public addresses."""

from django.urls import path
from django.views.generic import RedirectView

from pishkhan.web.account import confirm
from pishkhan.web.portal import (
    activation,
    captcha,
    demo_inbox,
    health,
    login,
    register,
    rescue,
    settings_views,
    sitting,
    unsubscribe,
    views,
)

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("settings/language/", settings_views.language, name="set-language"),
    path("settings/theme/", settings_views.theme, name="set-theme"),
    path("", views.home, name="home"),
    path("services/", views.services, name="services"),
    path("search/", views.search, name="search"),
    path("help/", views.guides, name="help"),
    path("activate/", activation.number, name="activate"),
    path("activate/mobile/", activation.mobile, name="activate-mobile"),
    path("activate/code/", activation.code, name="activate-code"),
    path("activate/password/", activation.password, name="activate-password"),
    path("activate/done/", activation.done, name="activate-done"),
    path("activate/rescue/", rescue.rescue, name="rescue"),
    path("activate/rescue/asked/", rescue.asked, name="rescue-asked"),
    path("captcha/work/", captcha.work, name="captcha-work"),
    path("captcha/<str:token>.png", captcha.picture, name="captcha-picture"),
    path("register/", register.first, name="register"),
    path("register/<slug:profile>/", register.form, name="register-form"),
    path("register/<slug:profile>/mobile/", register.mobile, name="register-mobile"),
    path("register/<slug:profile>/email/", register.email, name="register-email"),
    path("register/<slug:profile>/done/", register.done, name="register-done"),
    path("check/", views.check, name="check"),
    path("check/<str:code>/", views.check, name="check-code"),
    path("login/", login.Login.as_view(), name="account_login"),
    path("login/code/", confirm.Authenticated.as_view(), name="mfa_authenticate"),
    path("password/reset/", RedirectView.as_view(pattern_name="activate"), name="account_reset_password"),
    path("login/staff/", login.StaffLogin.as_view(), name="login-staff"),
    path("logout/", login.Logout.as_view(), name="account_logout"),
    path("session/left/", sitting.left, name="session-left"),
    path("session/stay/", sitting.stay, name="session-stay"),
    path("session/ended/", sitting.ended, name="session-ended"),
    path("session/here/", sitting.here, name="session-here"),
    path("unsubscribe/<str:word>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("demo/inbox/", demo_inbox.inbox, name="demo-inbox"),
    path("enter/", login.enter, name="enter"),
]
