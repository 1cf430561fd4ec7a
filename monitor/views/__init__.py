"""The pages, one blueprint for each noun."""

from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, Map, UnicodeConverter

from config import Settings
from monitor.views import (
    account,
    annual_publications,
    annual_reports,
    api,
    api_tokens,
    baselines,
    calendar_feed,
    comments,
    dashboards,
    endorsements,
    erasing,
    evidence,
    extracts,
    groups,
    health,
    help_pages,
    history,
    home,
    indicators,
    jobs,
    language,
    mailbox,
    metrics,
    milestones,
    old_publications,
    participation,
    people,
    people_sheets,
    periods,
    plan_import_rows,
    plan_imports,
    plan_settings,
    plans,
    preferences,
    presidencies,
    project_links,
    project_roles,
    projects,
    public_plans,
    publications,
    questionnaire_preview,
    questionnaire_questions,
    questionnaires,
    reminder_rules,
    reminders,
    report_desk,
    report_publishing,
    report_translations,
    reports,
    reviews,
    second_factor,
    sign_in,
    survey_downloads,
    survey_files,
    survey_receipts,
    survey_results,
    surveys,
    update_sheets,
    updates,
    waves,
    xlsforms,
)

BLUEPRINTS = (
    home.blueprint,
    dashboards.blueprint,
    updates.blueprint,
    update_sheets.blueprint,
    surveys.blueprint,
    survey_files.blueprint,
    survey_receipts.blueprint,
    waves.blueprint,
    participation.blueprint,
    evidence.blueprint,
    endorsements.blueprint,
    comments.blueprint,
    history.blueprint,
    sign_in.blueprint,
    language.blueprint,
    help_pages.blueprint,
    people.blueprint,
    people_sheets.blueprint,
    erasing.blueprint,
    groups.blueprint,
    presidencies.blueprint,
    projects.blueprint,
    project_links.blueprint,
    project_roles.blueprint,
    milestones.blueprint,
    indicators.blueprint,
    plan_settings.blueprint,
    plans.blueprint,
    plan_imports.blueprint,
    plan_import_rows.blueprint,
    reviews.blueprint,
    periods.blueprint,
    public_plans.blueprint,
    publications.blueprint,
    extracts.blueprint,
    annual_publications.blueprint,
    old_publications.blueprint,
    annual_reports.blueprint,
    reports.blueprint,
    report_desk.blueprint,
    report_publishing.blueprint,
    report_translations.blueprint,
    reminders.blueprint,
    jobs.blueprint,
    health.blueprint,
    metrics.blueprint,
    reminder_rules.blueprint,
    questionnaires.blueprint,
    questionnaire_questions.blueprint,
    questionnaire_preview.blueprint,
    xlsforms.blueprint,
    baselines.blueprint,
    preferences.blueprint,
    account.blueprint,
    second_factor.blueprint,
    calendar_feed.blueprint,
    survey_results.blueprint,
    survey_downloads.blueprint,
    api_tokens.blueprint,
    api.blueprint,
)


class PeriodKey(BaseConverter):
    """`2021-T3` in an address, and nothing else."""

    regex = r"\d{4}-T[1-4]"


class Number(IntegerConverter):
    """One that a database can look for: SQLite fails on those beyond."""

    def __init__(self, url_map: Map, *, max: int = 2**31 - 1, **rest: Any) -> None:  # noqa: A002 - Werkzeug's name
        super().__init__(url_map, max=max, **rest)


class Text(UnicodeConverter):
    """One that a database can look for: PostgreSQL fails on zero bytes."""

    def __init__(self, url_map: Map, **rest: Any) -> None:
        super().__init__(url_map, **rest)
        self.regex = self.regex.replace("[^/]", r"[^/\x00]")


def init_app(app: Flask, settings: Settings) -> None:
    # Mail programs press this button themselves, without a session: RFC 8058.
    app.extensions["csrf"].exempt(preferences.unsubscribe)
    app.url_map.converters |= {"period": PeriodKey, "int": Number, "string": Text, "default": Text}
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.demo:
        app.register_blueprint(mailbox.blueprint)
