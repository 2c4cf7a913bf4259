"""allauth's own names are kept where its views lead to one another; what is not wired here is not there."""

from allauth.account import views as allauth
from django.urls import path, re_path

from influence.people.views import accessibility, home, mails, mandates, members, organisation, passkeys

urlpatterns = [
    path("", home.home, name="home"),
    path("connexion/", allauth.login, name="account_login"),
    path("connexion/inactif/", allauth.account_inactive, name="account_inactive"),
    path("deconnexion/", allauth.logout, name="account_logout"),
    path("mot-de-passe/", allauth.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", allauth.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", allauth.password_reset, name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/enregistre/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("connexion/cle/", passkeys.passkey_login, name="mfa_login_webauthn"),
    path("connexion/confirmer/", allauth.reauthenticate, name="account_reauthenticate"),
    path("mon-compte/", home.profile, name="profile"),
    path("mon-compte/cles/", passkeys.passkeys, name="mfa_list_webauthn"),
    path("mon-compte/cles/nouvelle/", passkeys.passkey_add, name="mfa_add_webauthn"),
    path("mon-compte/cles/<int:pk>/retirer/", passkeys.passkey_remove, name="mfa_remove_webauthn"),
    path("mon-compte/organisation/", home.choose_organisation, name="choose_organisation"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/modifier/", organisation.organisation_edit, name="organisation_edit"),
    path("organisation/codirs/nouveau/", organisation.codir, name="codir_new"),
    path("organisation/codirs/<int:pk>/", organisation.codir, name="codir"),
    path("organisation/services/nouveau/", organisation.department, name="department_new"),
    path("organisation/services/<int:pk>/", organisation.department, name="department"),
    path("organisation/membres/nouveau/", members.member_new, name="member_new"),
    path("organisation/membres/<int:pk>/", members.member, name="member"),
    path("organisation/membres/<int:pk>/inviter/", members.member_invite, name="member_invite"),
    path("organisation/membres/<int:pk>/retirer/", members.member_remove, name="member_remove"),
    path("organisation/dirigeants/nouveau/", members.leader_new, name="leader_new"),
    path("organisation/dirigeants/<int:pk>/", members.leader, name="leader"),
    path("mandats/", mandates.mandates_list, name="mandates"),
    path("mandats/nouveau/", mandates.mandate_new, name="mandate_new"),
    path("mandats/<int:pk>/retirer/", mandates.mandate_revoke, name="mandate_revoke"),
    path("courriers/", mails.messages_list, name="messages_list"),
    path("courriers/<int:pk>/renvoyer/", mails.message_retry, name="message_retry"),
    path("accessibilite/", accessibility.accessibility, name="accessibility"),
    path("accessibilite/modifier/", accessibility.accessibility_edit, name="accessibility_edit"),
    path("accessibilite/<slug:slug>/", accessibility.accessibility_of, name="accessibility_of"),
]
