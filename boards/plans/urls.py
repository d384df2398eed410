"""Addresses of the plans room."""

from django.urls import path

from boards.plans.views import covers, plans

app_name = "plans"
urlpatterns = [
    path("plans/", plans.plan_search_page, name="search"),
    path("plans/<uuid:plan>/", plans.show_plan, name="plan"),
    path("plans/<uuid:plan>/covers/new/", covers.new_cover, name="new"),
    path("plans/<uuid:plan>/covers/<uuid:cover>/", covers.edit_cover, name="cover"),
    path("plans/<uuid:plan>/confirm/<str:token>/", covers.confirm_change, name="confirm"),
    path("plans/<uuid:plan>/writes/<int:attempt>/", covers.pending_save, name="settle"),
    path("clients/<uuid:client>/", plans.show_client, name="client"),
]
