"""Addresses of signing in and out."""

from django.urls import path

from boards.users import views

app_name = "users"

urlpatterns = [
    path("login/", views.sign_in, name="sign-in"),
    path("signed-in/", views.signed_in, name="signed-in"),
    path("logout/", views.sign_out, name="sign-out"),
]
