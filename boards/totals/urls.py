"""Addresses of the totals."""

from django.urls import path

from boards.totals import files, views

app_name = "totals"
urlpatterns = [
    path("totals/", views.show, name="show"),
    path("totals.csv", files.totals_csv, name="csv"),
    path("totals.xlsx", files.totals_xlsx, name="xlsx"),
    path("totals/cases/", views.cases, name="cases"),
    path("totals/cases.csv", files.cases_csv, name="cases-csv"),
    path("totals/cases.xlsx", files.cases_xlsx, name="cases-xlsx"),
    path("totals/movement/", views.movement, name="movement"),
    path("totals/movement.csv", files.movement_csv, name="movement-csv"),
    path("totals/movement.xlsx", files.movement_xlsx, name="movement-xlsx"),
    path("totals/movement/<slug:bar>/", views.steps, name="steps"),
    path("totals/today/", views.today, name="today"),
    path("totals/chances/", views.set_chances, name="chances"),
    path("totals/saved/", views.save, name="save"),
    path("totals/saved/<int:number>/", views.forget, name="forget"),
    path("totals/sync/", views.sync, name="sync"),
    path("totals/progress/", views.progress, name="progress"),
]
