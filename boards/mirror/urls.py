"""Addresses of the mirror: what a manager has to decide about it."""

from django.urls import path

from boards.mirror import views

app_name = "mirror"
urlpatterns = [
    path("vanished/", views.vanished, name="vanished"),
    path("vanished/<int:loss>/let-go/", views.let_go, name="let-go"),
    path("vanished/firm/", views.accept_firm, name="accept-firm"),
]
