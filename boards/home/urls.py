"""Addresses of the home page and of the search for a client."""

from django.urls import path

from boards.home import client_search, home_page

app_name = "home"
urlpatterns = [
    path("", home_page.home_page, name="home"),
    path("clients/", client_search.client_search, name="clients"),
]
