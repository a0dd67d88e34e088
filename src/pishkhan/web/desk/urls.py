"""The desk: inbox, tasks, search."""

from django.urls import path

from pishkhan.web.desk import (
    actions,
    drafts,
    export,
    exports,
    files,
    holding,
    inbox,
    office,
    registrations,
    search,
    task,
    waiting,
)

TASK = "task/<uuid:task_id>/"

urlpatterns = [
    path("", inbox.inbox, name="desk-inbox"),
    path("export.csv", export.export, name="desk-export"),
    path("next/", holding.take_next, name="desk-next"),
    path("office/", office.office, name="desk-office"),
    path("office/rule/", office.rule, name="desk-office-rule"),
    path("office/people/<uuid:person_id>/", office.absence, name="desk-absence"),
    path("office/people/<uuid:person_id>/<uuid:absence_id>/end/", office.end, name="desk-absence-end"),
    path("search/", search.search, name="desk-search"),
    path("exports/", exports.listing, name="desk-exports"),
    path("exports/<uuid:export_id>/", exports.one, name="desk-exported"),
    path("exports/<uuid:export_id>/file/", exports.fetch, name="desk-export-file"),
    path("registrations/", registrations.listing, name="desk-registrations"),
    path("registrations/<uuid:applicant_id>/", registrations.one, name="desk-registration"),
    path(TASK, task.task, name="desk-task"),
    path(TASK + "files/<uuid:attachment_id>/", files.file, name="desk-file"),
    path(TASK + "draft/", drafts.autosave, name="desk-draft"),
    path(TASK + "keep/", actions.keep, name="desk-keep"),
    path(TASK + "claim/", holding.claim, name="desk-claim"),
    path(TASK + "assign/", holding.assign, name="desk-assign"),
    path(TASK + "least-loaded/", holding.least_loaded, name="desk-least-loaded"),
    path(TASK + "send/", actions.send, name="desk-send"),
    path(TASK + "message/", actions.comment, name="desk-message"),
    path(TASK + "note/", actions.note, name="desk-note"),
    path(TASK + "return/", actions.send_back, name="desk-return"),
    path(TASK + "not-applicable/", actions.skip, name="desk-skip"),
    path(TASK + "reopen/", actions.reopen, name="desk-reopen"),
    path(TASK + "visit/", waiting.ask_visit, name="desk-visit"),
    path(TASK + "visit/end/", waiting.end_visit, name="desk-visit-done"),
    path(TASK + "debts/", waiting.hold, name="desk-hold"),
    path(TASK + "debts/<uuid:due_id>/", waiting.settle, name="desk-debt"),
]
