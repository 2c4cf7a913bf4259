from django.urls import path

from influence.engagement import views

urlpatterns = [
    path("linkedin/notifications/", views.linkedin_notices, name="linkedin_notices"),
    path("participer/retour/", views.enrolment_callback, name="enrolment_callback"),
    path("participer/quitter/<str:key>/", views.enrolment_leave, name="enrolment_leave"),
    path("participer/<slug:slug>/", views.enrolment, name="enrolment"),
    path("participer/<slug:slug>/merci/", views.enrolment_done, name="enrolment_done"),
    path(
        "participer/<slug:slug>/quitter/", views.enrolment_leave_by_sign_in, name="enrolment_leave_by_sign_in"
    ),
]
