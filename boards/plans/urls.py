"""Addresses of the plans room."""

from django.urls import path

from boards.plans import covers, views

app_name = "plans"
urlpatterns = [
    path("plans/", views.search, name="search"),
    path("plans/<uuid:plan>/", views.plan, name="plan"),
    path("plans/<uuid:plan>/covers/new/", covers.new, name="new"),
    path("plans/<uuid:plan>/covers/<uuid:cover>/", covers.cover, name="cover"),
    path("plans/<uuid:plan>/confirm/<str:token>/", covers.confirm, name="confirm"),
    path("plans/<uuid:plan>/writes/<int:attempt>/", covers.settle, name="settle"),
    path("clients/<uuid:client>/", views.client, name="client"),
]
