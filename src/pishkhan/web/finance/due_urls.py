"""Debts of students: lists of them, one by one, on instalments."""

from django.urls import path

from pishkhan.web.finance import dues, lists, plans

LIST, DUE = "lists/<uuid:list_id>/", "dues/one/<uuid:due_id>/"

urlpatterns = [
    path("lists/", lists.lists, name="finance-lists"),
    path("lists/template/", lists.template, name="finance-list-template"),
    path(LIST, lists.one, name="finance-list"),
    path(LIST + "begin/", lists.begin, name="finance-list-begin"),
    path(LIST + "again/", lists.again, name="finance-list-again"),
    path(LIST + "drop/", lists.drop, name="finance-list-drop"),
    path(LIST + "faults.csv", lists.faults, name="finance-list-faults"),
    path("dues/", dues.dues, name="finance-dues"),
    path(DUE, dues.due, name="finance-due"),
    path(DUE + "less/", dues.less, name="finance-due-less"),
    path(DUE + "correct/", dues.correct, name="finance-due-correct"),
    path(DUE + "plan/", dues.plan, name="finance-due-plan"),
    path("dues/<uuid:enrolment_id>/", dues.student, name="finance-student"),
    path("plans/", plans.plans, name="finance-plans"),
    path("plans/<uuid:plan_id>/", plans.plan, name="finance-plan"),
    path("plans/<uuid:plan_id>/booklet/", plans.booklet, name="finance-booklet"),
    path("plans/<uuid:plan_id>/end/", plans.end, name="finance-plan-end"),
]
