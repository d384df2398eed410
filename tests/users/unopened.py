"""An address table with one view that `people.access` has not opened, beside those that pages link to."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from plannr_board.urls import urlpatterns as others


def forgotten(request: HttpRequest) -> HttpResponse:
    """A view without `@allowed` or `@public`."""
    return HttpResponse("what nobody may see")


urlpatterns = [path("forgotten/", forgotten), *others]
