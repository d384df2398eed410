"""Addresses of the writes room."""

from django.urls import path

from boards.writes import views

app_name = "writes"
urlpatterns = [
    path("freezes/", views.freezes, name="freezes"),
    path("freezes/<int:halt>/lift/", views.lift, name="lift"),
]
