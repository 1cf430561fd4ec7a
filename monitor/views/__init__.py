"""The pages, one blueprint for each noun."""

from flask import Flask

from config import Settings
from monitor.views import (
    annual_publications,
    annual_reports,
    baselines,
    calendar_feed,
    comments,
    endorsements,
    evidence,
    extracts,
    history,
    home,
    indicators,
    jobs,
    language,
    mailbox,
    participation,
    people,
    periods,
    plan_import_rows,
    plan_imports,
    plan_settings,
    plans,
    preferences,
    projects,
    publications,
    questionnaire_questions,
    questionnaires,
    reminder_rules,
    reminders,
    report_desk,
    report_publishing,
    reports,
    reviews,
    sign_in,
    survey_downloads,
    survey_results,
    update_sheets,
    updates,
    xlsforms,
)

BLUEPRINTS = (
    home.blueprint,
    updates.blueprint,
    update_sheets.blueprint,
    participation.blueprint,
    evidence.blueprint,
    endorsements.blueprint,
    comments.blueprint,
    history.blueprint,
    sign_in.blueprint,
    language.blueprint,
    people.blueprint,
    projects.blueprint,
    indicators.blueprint,
    plan_settings.blueprint,
    plans.blueprint,
    plan_imports.blueprint,
    plan_import_rows.blueprint,
    reviews.blueprint,
    periods.blueprint,
    publications.blueprint,
    extracts.blueprint,
    annual_publications.blueprint,
    annual_reports.blueprint,
    reports.blueprint,
    report_desk.blueprint,
    report_publishing.blueprint,
    reminders.blueprint,
    jobs.blueprint,
    reminder_rules.blueprint,
    questionnaires.blueprint,
    questionnaire_questions.blueprint,
    xlsforms.blueprint,
    baselines.blueprint,
    preferences.blueprint,
    calendar_feed.blueprint,
    survey_results.blueprint,
    survey_downloads.blueprint,
)


def init_app(app: Flask, settings: Settings) -> None:
    # Mail programs press this button themselves, without a session: RFC 8058.
    app.extensions["csrf"].exempt(preferences.unsubscribe)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.demo:
        app.register_blueprint(mailbox.blueprint)
