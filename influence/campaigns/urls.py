from django.urls import path

from influence.campaigns import views

urlpatterns = [
    path("campagnes/", views.campaigns, name="campaigns"),
    path("campagnes/nouvelle/", views.campaign_form, name="campaign_new"),
    path("campagnes/<int:pk>/", views.campaign, name="campaign"),
    path("campagnes/<int:pk>/modifier/", views.campaign_form, name="campaign_edit"),
    path("campagnes/<int:pk>/reprendre/", views.campaign_copy, name="campaign_copy"),
    path("campagnes/<int:pk>/clore/", views.campaign_close, name="campaign_close"),
    path("campagnes/<int:pk>/rouvrir/", views.campaign_reopen, name="campaign_reopen"),
    path("campagnes/<int:pk>/etapes/", views.milestone_add, name="milestone_add"),
    path("campagnes/<int:pk>/publications/", views.campaign_gather, name="campaign_gather"),
    path(
        "campagnes/<int:pk>/publications/<int:post_pk>/sortir/",
        views.campaign_release,
        name="campaign_release",
    ),
    path("campagnes/etapes/<int:pk>/faite/", views.milestone_tick, name="milestone_tick"),
    path("campagnes/etapes/<int:pk>/retirer/", views.milestone_drop, name="milestone_drop"),
]
