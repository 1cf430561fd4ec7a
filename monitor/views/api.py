"""The read API, version 1: what programs read. Each view gives plain data; monitor/api_edge.py does everything else."""

from functools import partial

from flask import Blueprint, Response

from monitor.access import public
from monitor.api_edge import answers, send, watch
from monitor.api_operations import EDITION, GROUP, PERIOD, PROJECT, ROOT, VERSION, Asked, document
from monitor.db import db
from monitor.domain import api_published as published
from monitor.domain import api_shapes as shapes
from monitor.domain import api_surveys as survey_shapes
from monitor.domain import api_updates as update_shapes
from monitor.domain.api_scopes import ApiScope
from monitor.models import Edition, EditionFile, SurveyDocument
from monitor.services import api_portfolio, api_published, api_surveys, api_updates, api_words
from monitor.services.api_portfolio import Addresses, Part
from monitor.services.edition_forms import name_of_file
from monitor.services.public_plans import public_plan
from monitor.views import annual_publications, publications
from monitor.views.publications import absolute

blueprint = Blueprint("api", __name__, url_prefix=ROOT)
watch(blueprint)
reads = partial(answers, blueprint)

OF_EDITIONS = (PERIOD, EDITION)


def addresses() -> Addresses:
    return Addresses(
        plan=lambda plan: absolute("public_plans.show", plan_key=plan.key),
        project=lambda plan, number: absolute("public_plans.project", plan_key=plan.key, number=number),
        edition=lambda edition: absolute("publications.show", **publications.place_of(edition)),
        edition_file=edition_file,
        annual=lambda own: absolute("annual_publications.show", **annual_publications.place_of(own)),
        annual_file=lambda own, name: absolute(
            "annual_publications.file", **annual_publications.place_of(own), annual_file=name
        ),
    )


def edition_file(edition: Edition, file: EditionFile) -> str:
    name = name_of_file(file.form, file.language)
    return absolute("publications.file", **publications.place_of(edition), file_name=name)


def results_pdf(document: SurveyDocument) -> str:
    return absolute("survey_downloads.published", print_id=document.id)


def results_url(document: SurveyDocument) -> str:
    return absolute("api.survey", results=document.id)


@blueprint.get("/openapi.json")
@public
def openapi() -> Response:
    return send(document())


@reads("/", returns=shapes.Index, summary="Where everything is.")
def index(_asked: Asked) -> shapes.Index:
    return shapes.Index(
        version=VERSION,
        document=absolute("api.openapi"),
        plans=absolute("api.plans"),
        surveys=absolute("api.surveys"),
        vocabulary=absolute("api.vocabulary"),
        page=absolute("public_plans.open_data"),
    )


@reads("/plans", returns=shapes.Plan, listed=True, summary="Every public plan, the newest first.")
def plans(asked: Asked) -> Part[shapes.Plan]:
    every = api_portfolio.plans(db.session, addresses())
    return api_portfolio.part_of_list(every, after=asked.after, limit=asked.limit)


@reads("/plans/{plan}", returns=shapes.Plan, summary="One plan with its areas and actions.")
def plan(_asked: Asked, plan: str) -> shapes.Plan:
    return api_portfolio.plan(db.session, public_plan(db.session, plan), addresses())


@reads("/plans/{plan}/projects", returns=shapes.Project, listed=True, summary="What the plan says of its projects.")
def projects(asked: Asked, plan: str) -> Part[shapes.Project]:
    return api_portfolio.projects(
        db.session,
        public_plan(db.session, plan),
        addresses(),
        after=asked.after_id,
        limit=asked.limit,
        dates=asked.opens(ApiScope.UPDATES),
    )


@reads("/plans/{plan}/projects/{number}", returns=shapes.Project, summary="What the plan says of one project.")
def project(asked: Asked, plan: str, number: int) -> shapes.Project:
    found = public_plan(db.session, plan)
    return api_portfolio.project(db.session, found, number, addresses(), dates=asked.opens(ApiScope.UPDATES))


@reads("/plans/{plan}/periods", returns=shapes.Period, listed=True, summary="The plan's quarters.")
def periods(asked: Asked, plan: str) -> Part[shapes.Period]:
    return api_portfolio.periods(
        db.session,
        public_plan(db.session, plan),
        after=asked.after_id,
        limit=asked.limit,
        opened=asked.opens(ApiScope.UPDATES),
    )


@reads(
    "/plans/{plan}/editions",
    returns=shapes.Edition,
    listed=True,
    parameters=(PERIOD,),
    summary="Published editions and their files.",
)
def editions(asked: Asked, plan: str) -> Part[shapes.Edition]:
    return api_portfolio.editions(
        db.session,
        public_plan(db.session, plan),
        addresses(),
        after=asked.after_id,
        limit=asked.limit,
        period=asked.text(PERIOD),
    )


@reads(
    "/plans/{plan}/annual-editions",
    returns=shapes.AnnualEdition,
    listed=True,
    summary="Published reports on a whole year.",
)
def annual_editions(asked: Asked, plan: str) -> Part[shapes.AnnualEdition]:
    found = public_plan(db.session, plan)
    return api_portfolio.annual_editions(db.session, found, addresses(), after=asked.after_id, limit=asked.limit)


@reads(
    "/plans/{plan}/statuses",
    returns=published.PublishedStatus,
    listed=True,
    parameters=(*OF_EDITIONS, PROJECT),
    summary="What published editions say of each project.",
)
def statuses(asked: Asked, plan: str) -> Part[published.PublishedStatus]:
    project = asked.number(PROJECT)
    return api_published.rows(
        db.session,
        public_plan(db.session, plan),
        lambda facts: facts.statuses,
        asked=of_editions(asked),
        is_wanted=lambda row: project in (None, row.project),
    )


@reads(
    "/plans/{plan}/milestones",
    returns=published.PublishedMilestone,
    listed=True,
    parameters=(*OF_EDITIONS, PROJECT),
    summary="Milestones, as published editions have them.",
)
def milestones(asked: Asked, plan: str) -> Part[published.PublishedMilestone]:
    project = asked.number(PROJECT)
    return api_published.rows(
        db.session,
        public_plan(db.session, plan),
        lambda facts: facts.milestones,
        asked=of_editions(asked),
        is_wanted=lambda row: project in (None, row.project),
    )


@reads(
    "/plans/{plan}/participation",
    returns=published.PublishedParticipation,
    listed=True,
    parameters=(*OF_EDITIONS, PROJECT),
    summary="People who took part, as published editions print them: small figures are hidden.",
)
def participation(asked: Asked, plan: str) -> Part[published.PublishedParticipation]:
    project = asked.number(PROJECT)
    return api_published.rows(
        db.session,
        public_plan(db.session, plan),
        lambda facts: facts.participation,
        asked=of_editions(asked),
        is_wanted=lambda row: project in (None, row.project),
    )


@reads(
    "/plans/{plan}/figures",
    returns=published.PublishedFigure,
    listed=True,
    parameters=OF_EDITIONS,
    summary="Figures of the plan, its areas, groups, countries and ages, as published editions print them.",
)
def figures(asked: Asked, plan: str) -> Part[published.PublishedFigure]:
    return api_published.rows(
        db.session, public_plan(db.session, plan), lambda facts: facts.figures, asked=of_editions(asked)
    )


def of_editions(asked: Asked) -> api_published.Wanted:
    return api_published.Wanted(asked.after, asked.limit, asked.text(PERIOD), asked.text(EDITION))


@reads(
    "/plans/{plan}/updates",
    returns=update_shapes.ApprovedUpdate,
    listed=True,
    parameters=(PERIOD, PROJECT, GROUP),
    scope=ApiScope.UPDATES,
    summary="Approved updates, also those that stand in no edition yet.",
)
def updates(asked: Asked, plan: str) -> Part[update_shapes.ApprovedUpdate]:
    return api_updates.approved_updates(db.session, public_plan(db.session, plan), of_updates(asked))


@reads(
    "/plans/{plan}/real-participation",
    returns=update_shapes.ApprovedParticipation,
    listed=True,
    parameters=(PERIOD, PROJECT, GROUP),
    scope=ApiScope.PARTICIPATION,
    summary="The real counts of people in approved updates, small ones included. Not for publication.",
)
def real_participation(asked: Asked, plan: str) -> Part[update_shapes.ApprovedParticipation]:
    return api_updates.approved_participation(db.session, public_plan(db.session, plan), of_updates(asked))


def of_updates(asked: Asked) -> api_updates.Wanted:
    return api_updates.Wanted(asked.after_id, asked.limit, asked.text(PERIOD), asked.number(PROJECT), asked.text(GROUP))


@reads(
    "/surveys",
    returns=survey_shapes.SurveyResults,
    listed=True,
    summary="Published results of surveys.",
)
def surveys(asked: Asked) -> Part[survey_shapes.SurveyResults]:
    return api_surveys.published_results(
        db.session, pdf=results_pdf, url=results_url, after=asked.after_id, limit=asked.limit
    )


@reads("/surveys/{results}", returns=survey_shapes.SurveyResultsInFull, summary="The results of one wave in full.")
def survey(_asked: Asked, results: int) -> survey_shapes.SurveyResultsInFull:
    return api_surveys.results_in_full(db.session, results, pdf=results_pdf, url=results_url)


@reads("/vocabulary", returns=shapes.Word, listed=True, summary="What people read for each code, in both languages.")
def vocabulary(asked: Asked) -> Part[shapes.Word]:
    return api_portfolio.part_of_list(api_words.vocabulary(), after=asked.after, limit=asked.limit)
