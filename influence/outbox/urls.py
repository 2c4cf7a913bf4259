from django.urls import path

from influence.outbox import views

urlpatterns = [
    path("courriers/", views.messages_list, name="messages_list"),
    path("courriers/<int:pk>/renvoyer/", views.message_retry, name="message_retry"),
]
