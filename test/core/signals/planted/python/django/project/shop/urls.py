from django.http import HttpResponse
from django.urls import path


def total(request):
    raise ZeroDivisionError("no customers")


urlpatterns = [path("", lambda request: HttpResponse("none")), path("total/", total)]
