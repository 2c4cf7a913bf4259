"""The verbs of people. Callers write `from influence.people import actions` and name the verb."""

from influence.people.actions.leaders import add_leader as add_leader
from influence.people.actions.leaders import amend_leader as amend_leader
from influence.people.actions.mandates import give_mandate as give_mandate
from influence.people.actions.mandates import revoke_mandate as revoke_mandate
from influence.people.actions.members import change_role as change_role
from influence.people.actions.members import invite as invite
from influence.people.actions.members import invite_again as invite_again
from influence.people.actions.members import remove as remove
from influence.people.actions.organisations import amend as amend
from influence.people.actions.organisations import amend_profile as amend_profile
from influence.people.actions.organisations import found as found
from influence.people.actions.organisations import keep_codir as keep_codir
from influence.people.actions.organisations import keep_department as keep_department
from influence.people.actions.statements import keep_statement as keep_statement
