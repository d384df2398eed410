"""Addresses of the totals."""

from django.urls import path

from boards.totals import downloads, views

app_name = "totals"
urlpatterns = [
    path("totals/", views.show_totals, name="show"),
    path("totals.csv", downloads.download_csv, {"page": "totals"}, name="csv"),
    path("totals.xlsx", downloads.download_xlsx, {"page": "totals"}, name="xlsx"),
    path("totals/cases/", views.show_cases, name="cases"),
    path("totals/cases.csv", downloads.download_csv, {"page": "cases"}, name="cases-csv"),
    path("totals/cases.xlsx", downloads.download_xlsx, {"page": "cases"}, name="cases-xlsx"),
    path("totals/movement/", views.show_movement, name="movement"),
    path("totals/movement.csv", downloads.download_csv, {"page": "movement"}, name="movement-csv"),
    path("totals/movement.xlsx", downloads.download_xlsx, {"page": "movement"}, name="movement-xlsx"),
    path("totals/movement/<slug:bar>/", views.show_steps, name="steps"),
    path("totals/today/", views.show_dashboard, name="today"),
    path("totals/chances/", views.set_probabilities, name="chances"),
    path("totals/saved/", views.save_filters, name="save"),
    path("totals/saved/<int:number>/", views.forget_filters, name="forget"),
    path("totals/sync/", views.sync, name="sync"),
    path("totals/progress/", views.progress, name="progress"),
]
