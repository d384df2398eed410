"""Addresses of the mirror: what a manager has to decide about it."""

from django.urls import path

from boards.mirror.review import views

app_name = "mirror"
urlpatterns = [
    path("vanished/", views.vanished_page, name="vanished"),
    path("vanished/<int:loss>/let-go/", views.let_go_loss, name="let-go"),
    path("vanished/firm/", views.accept_firm_change, name="accept-firm"),
]
