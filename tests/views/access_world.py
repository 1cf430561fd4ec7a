"""One of everything that a page can be about, and one person of every kind: where the walk of test_access happens."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from config import Settings
from monitor import storage
from monitor.domain.participation import Country, Depth, Measure
from monitor.domain.permissions import Role
from monitor.domain.plan_decisions import LinkKind
from monitor.domain.update_content import as_json
from monitor.domain.updates import Punctuality, State, Status
from monitor.models import (
    AnnualEdition,
    AnnualFile,
    AnnualRequest,
    BrowserSession,
    BuildState,
    Comment,
    Decision,
    Edition,
    EditionExtract,
    EditionFile,
    Evidence,
    OutboxMessage,
    Participation,
    Period,
    Presidency,
    ProgressUpdate,
    ProjectLink,
    ReportBuild,
    Review,
    TokenPurpose,
    UpdateVersion,
    User,
)
from monitor.services import access_tokens, api_tokens, outbox
from monitor.services.update_moves import content_of
from reports.data import as_json as as_snapshot
from tests.factories import (
    make_coordinator,
    make_group,
    make_indicator,
    make_milestone,
    make_period,
    make_plan,
    make_project,
    make_update,
    make_user,
)
from tests.reports import annual_samples, samples
from tests.survey_factories import make_wave
from tests.views.access_things import make_highlight, make_import
from tests.views.survey_access import survey_arguments

BEFORE = datetime(2021, 10, 4, 15, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Thing:
    """The arguments of every address that is about this update."""

    update_id: int
    activity_id: int
    evidence_id: int


@dataclass(frozen=True)
class World:
    people: dict[str, int]
    """Who walks: kind of person → user id."""
    returned: Thing
    """Sent once and returned: its group may write in it, and the GTG may read what was sent."""
    unsent: Thing
    """Never sent: only its group may know what it says."""
    arguments: dict[str, int | str]
    """The arguments of every other address."""


def make_world(session: Session, *, settings: Settings) -> World:
    uploads = settings.upload_dir
    plan, own, other = make_plan(session), make_group(session), make_group(session)
    people = {
        "coordinator": make_coordinator(session),
        "observer": make_user(session, role=Role.OBSERVER),
        "own_lead": make_user(session, lead_of=own),
        "own_contributor": make_user(session, contributor_to=own),
        "other_lead": make_user(session, lead_of=other),
        "inactive": make_user(session, lead_of=own, role=Role.COORDINATOR, is_active=False),
    }
    author = people["own_lead"]
    last_period, period = make_period(session, plan, "2021-T2"), make_period(session, plan, "2021-T3")
    project, second = make_project(session, plan, own), make_project(session, plan, own)

    approved = make_update(session, project, last_period, state=State.APPROVED)
    fill(session, approved, author, uploads)
    send(session, approved, author, people["coordinator"], Decision.APPROVED)
    returned = make_update(session, project, period, state=State.RETURNED, correct_by=date(2021, 10, 20))
    returned_thing = fill(session, returned, author, uploads)
    send(session, returned, author, people["coordinator"], Decision.RETURNED)
    unsent = make_update(session, second, period, state=State.DRAFT)
    unsent_thing = fill(session, unsent, author, uploads)

    comment = Comment(
        update_id=returned.id,
        version=returned.versions[-1],
        question="achieved",
        text="¿Cuántas?",
        written_at=BEFORE,
        written_by=people["coordinator"],
    )
    session.add(comment)
    session.flush()
    bystander = make_user(session, name="Otra persona")
    arguments: dict[str, int | str] = {
        "number": project.number,
        "key": period.key,
        "task_key": "entrar",
        "page": "estado",
        "position": 0,
        "comment_id": comment.id,
        "indicator_id": make_indicator(session, project).id,
        "milestone_id": make_milestone(session, project).id,
        "user_id": bystander.id,
        "name": put_mail(settings),
        "message_id": put_in_outbox(session, bystander).id,
        "build_id": make_build(session, period).id,
        "edition": make_edition(session, period).number,
        "file_name": "informe.pdf",
        "extract": "resumen.pdf",
        "annual_file": "informe-anual.pdf",
        "rest": "informe.pdf",
        "year": make_annual(session, period),
        "text_key": "e7",
        **survey_arguments(session, own, author, uploads, plan=plan),
        "move": "lista",
        "what": "reapertura",
        "survey_file": "respuestas.xlsx",
        "area": 1,
        "highlight_id": make_highlight(session, returned, people["coordinator"]).id,
        "token": access_tokens.issue(
            session,
            user=bystander,
            purpose=TokenPurpose.REMINDER,
            opens="/",
            now=BEFORE,
            lifetime=timedelta(days=30),
        ),
        "wave_id": make_wave(session, plan=plan, opened=False).id,
        "place": "b3",
        "section_key": "sec_b",
        "question_key": "b3",
        "stop_secret": secret_for(session, bystander, TokenPurpose.UNSUBSCRIBE),
        "calendar_secret": secret_for(session, bystander, TokenPurpose.CALENDAR),
    }
    arguments |= {"plan": plan.key, "area_number": 1, "results": arguments["print_id"]}
    token, _secret = api_tokens.make(
        session, actor=people["coordinator"], name="R", scopes=[], lifetime=timedelta(days=30), now=BEFORE
    )
    arguments["token_id"] = token.id
    own_session = BrowserSession(
        user=people["own_lead"], token_hash="0", started_at=BEFORE, last_seen_at=BEFORE, network="", browser=""
    )
    session.add(own_session)
    session.flush()
    arguments["session_id"] = own_session.id
    arguments |= {"plan_key": plan.key, "line_number": 1, "figure": "avances", "form": "csv"}
    link = ProjectLink(project=project, target=second, kind=LinkKind.OVERLAPS, reason="El mismo foro.")
    session.add(link)
    session.flush()
    arguments["link_id"] = link.id
    arguments["group_id"] = own.id
    presidency = Presidency(country=Country.CO, starts_on=date(2020, 12, 11))
    session.add(presidency)
    session.flush()
    arguments["presidency_id"] = presidency.id
    arguments["import_id"] = make_import(session, people["coordinator"]).id
    ids = {kind: person.id for kind, person in people.items()}
    return World(ids, returned_thing, unsent_thing, arguments)


def secret_for(session: Session, user: User, purpose: TokenPurpose) -> str:
    return access_tokens.issue(session, user=user, purpose=purpose, opens="/", now=BEFORE, lifetime=timedelta(days=30))


def fill(session: Session, update: ProgressUpdate, author: User, uploads: Path) -> Thing:
    """A status, an activity and a file."""
    update.status, update.percent_done, update.punctuality = Status.IN_PROGRESS, 40, Punctuality.ON_SCHEDULE
    activity = Participation(
        position=0, activity="Taller", measure=Measure.UNIQUE_IN_PERIOD, depth=Depth.SEX, total=10, comment=""
    )
    stored = storage.store(uploads, b"acta", extension="pdf")
    evidence = Evidence(
        title="Acta",
        filename="acta.pdf",
        stored_name=stored.name,
        content_type="application/pdf",
        size=stored.size,
        sha256=stored.sha256,
        added_at=BEFORE,
        added_by_id=author.id,
    )
    update.participation.append(activity)
    update.evidence.append(evidence)
    session.flush()
    return Thing(update.id, activity.id, evidence.id)


def send(session: Session, update: ProgressUpdate, author: User, reviewer: User, decision: Decision) -> None:
    content = as_json(content_of(update))
    version = UpdateVersion(update=update, number=1, content=content, submitted_at=BEFORE, submitted_by=author)
    version.reviews.append(
        Review(
            decision=decision, reason="", correct_by=update.correct_by, reviewed_at=BEFORE, reviewed_by_id=reviewer.id
        )
    )
    session.add(version)
    update.first_submitted_at, update.was_on_time = BEFORE, True
    session.flush()


def put_mail(settings: Settings) -> str:
    """One mail in the demo's mailbox; gives its name."""
    mail = EmailMessage()
    mail["To"], mail["Subject"] = "ana@example.org", "Prueba"
    mail.set_content("Hola")
    mail.add_alternative("<html><head></head><body><p>Hola</p></body></html>", subtype="html")
    assert settings.mailbox_dir is not None
    settings.mailbox_dir.mkdir(exist_ok=True)
    name = "20211004T150000000000-1-1"
    (settings.mailbox_dir / f"{name}.eml").write_bytes(mail.as_bytes())
    return name


def put_in_outbox(session: Session, user: User) -> OutboxMessage:
    message = outbox.queue(session, key="k", kind="test", user=user, subject="s", text="t", html="<p>h</p>", now=BEFORE)
    assert message is not None
    return message


def make_build(session: Session, period: Period, **values: Any) -> ReportBuild:
    """A correction that waits for its second person, unless told otherwise."""
    build = ReportBuild(
        period=period,
        state=BuildState.READY,
        **({"is_edition": True, "needs_second": True} | values),
        requested_at=BEFORE,
        built_at=BEFORE,
        cut_off=BEFORE,
        snapshot=as_snapshot(replace(samples.empty(), number="1.1")),
        snapshot_sha256="0" * 64,
        pdf=b"%PDF-1.7",
    )
    session.add(build)
    session.flush()
    return build


def make_edition(session: Session, period: Period) -> Edition:
    edition = Edition(
        period=period,
        number="1.0",
        build=make_build(session, period, is_open=False),
        schema_version=2,
        snapshot=as_snapshot(replace(samples.empty(), number="1.0")),
        snapshot_sha256="0" * 64,
        cut_off=BEFORE,
        received=1,
        expected=1,
        published_at=BEFORE,
    )
    pdf = EditionFile(form="pdf", language="es", content_type="application/pdf", content=b"%PDF-1.7", size=8)
    pdf.sha256, pdf.made_with = "0" * 64, ""
    edition.files.append(pdf)
    session.add(edition)
    session.flush()
    session.add(
        EditionExtract(
            edition=edition, kind="summary", about="", name="resumen.pdf", title="Resumen", language="es", address="",
            content=b"%PDF-1.7", size=8, sha256="0" * 64, made_with="", made_at=BEFORE,
        )
    )  # fmt: skip
    session.flush()
    return edition


def make_annual(session: Session, period: Period) -> int:
    """An annual report that waits for its second person, and one that is out. Gives their year."""
    snapshot = annual_samples.year(annual_samples.quarter("2021-T3", samples.empty()))

    def request(**values: Any) -> AnnualRequest:
        return AnnualRequest(
            plan=period.plan, year=2021, state=BuildState.READY, requested_at=BEFORE, needs_second=True,
            snapshot=snapshot, snapshot_sha256="0" * 64, pdf=b"%PDF-1.7", **values,
        )  # fmt: skip

    file = AnnualFile(language="en", content=b"%PDF-1.7", size=8, sha256="0" * 64, text_sha256="", made_with="")
    session.add(request(files=[file]))
    session.add(
        AnnualEdition(
            plan=period.plan, year=2021, number="1.0", request=request(is_open=False), schema_version=1,
            snapshot=snapshot, snapshot_sha256="0" * 64, text_sha256="", made_of=[], missing=[], language="es",
            content=b"%PDF-1.7", size=8, sha256="0" * 64, made_with="", published_at=BEFORE,
        )
    )  # fmt: skip
    session.flush()
    return 2021
