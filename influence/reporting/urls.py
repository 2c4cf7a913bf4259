from django.urls import path

from influence.reporting import views

urlpatterns = [
    path("rapports/", views.reports, name="reports"),
    path("rapports/<int:pk>/", views.report, name="report"),
    path("rapports/editions/<int:pk>/", views.edition, name="edition"),
    path("rapports/editions/<int:pk>/pdf/", views.edition_pdf, name="edition_pdf"),
    path("rapports/editions/<int:pk>/images/<slug:name>.svg", views.edition_picture, name="edition_picture"),
]
