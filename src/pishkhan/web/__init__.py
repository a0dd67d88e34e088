"""HTTP only: forms clean, views call an api, templates render; no models here."""
