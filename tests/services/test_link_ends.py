"""The link of a mail works until what it asks for is done, and again when that comes back."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from monitor.domain.reminders import About
from monitor.domain.updates import State
from monitor.models import AccessToken, Period, ProgressUpdate, TokenPurpose, User
from monitor.services import access_tokens
from monitor.services.access_tokens import LinkNotValid, LinkOver
from monitor.services.link_ends import Listed
from tests.factories import make_group, make_milestone, make_period, make_plan, make_project, make_update, make_user
from tests.fixtures import NOW, TODAY

LASTING = timedelta(days=60)


class World:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.plan, self.group = make_plan(session), make_group(session)
        self.period: Period = make_period(session, self.plan)
        self.person: User = make_user(session, lead_of=self.group)

    def update(self, state: State = State.DRAFT) -> ProgressUpdate:
        made = make_update(self.session, make_project(self.session, self.plan, self.group), self.period)
        self.move(made, state)
        return made

    def move(self, update: ProgressUpdate, state: State) -> None:
        update.state = state
        update.first_submitted_at = NOW if state in (State.SUBMITTED, State.RETURNED, State.APPROVED) else None
        update.waived_reason = "No aplica" if state is State.WAIVED else update.waived_reason
        update.correct_by = TODAY + timedelta(days=5) if state is State.RETURNED else None
        self.session.flush()

    def link(self, *asks_for: Listed) -> str:
        return access_tokens.issue(
            self.session,
            user=self.person,
            purpose=TokenPurpose.REMINDER,
            opens="/",
            now=NOW,
            lifetime=LASTING,
            asks_for=asks_for,
        )

    def find(self, secret: str) -> AccessToken:
        return access_tokens.find(self.session, secret, now=NOW)


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def asks(update: ProgressUpdate, about: About = About.UPDATE_DUE) -> Listed:
    return about, "updates", update.id


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.SUBMITTED, "Este avance ya se envió el 5 de octubre de 2021."),
        (State.APPROVED, "Este avance ya se envió el 5 de octubre de 2021."),
        (State.WAIVED, "Este avance quedó dispensado: ya no hace falta enviarlo."),
    ],
)
def test_the_link_for_one_update_ends_when_it_is_sent_or_no_longer_asked_for(
    world: World, state: State, said: str
) -> None:
    update = world.update()
    secret = world.link(asks(update))
    assert world.find(secret).user is world.person

    world.move(update, state)

    with pytest.raises(LinkOver) as over:
        world.find(secret)
    assert over.value.sentence == said
    assert over.value.is_done
    assert over.value.token.user is world.person


def test_it_works_again_while_the_update_is_returned(world: World) -> None:
    update = world.update(State.SUBMITTED)
    first, of_the_return = world.link(asks(update)), world.link(asks(update, About.CORRECTION_DUE))

    world.move(update, State.RETURNED)
    assert world.find(first) is not world.find(of_the_return)

    world.move(update, State.SUBMITTED)
    for secret in (first, of_the_return):
        with pytest.raises(LinkOver, match="ya se envió"):
            world.find(secret)


def test_the_link_of_a_digest_lives_until_the_last_of_what_it_lists(world: World) -> None:
    one, other = world.update(), world.update()
    secret = world.link(asks(one), asks(other))

    world.move(one, State.SUBMITTED)
    assert world.find(secret)

    world.move(other, State.WAIVED)
    with pytest.raises(LinkOver, match="Todo lo que pedía este correo ya está resuelto"):
        world.find(secret)


def test_a_review_is_over_when_somebody_made_it_and_not_when_the_group_sends(world: World) -> None:
    update = world.update(State.SUBMITTED)
    secret = world.link(asks(update, About.REVIEW_WAITING))
    assert world.find(secret)

    world.move(update, State.APPROVED)
    with pytest.raises(LinkOver, match="ya se revisó"):
        world.find(secret)


def test_a_milestones_link_ends_with_the_milestone(world: World, session: Session) -> None:
    milestone = make_milestone(session, make_project(session, world.plan, world.group), due_on=TODAY)
    secret = world.link((About.MILESTONE_DUE, "milestones", milestone.id))
    assert world.find(secret)

    milestone.done_on = TODAY
    session.flush()
    with pytest.raises(LinkOver, match="Este hito ya se cumplió"):
        world.find(secret)


def test_what_no_longer_exists_asks_for_nothing(world: World) -> None:
    with pytest.raises(LinkOver, match="ya está resuelto"):
        world.find(world.link((About.UPDATE_DUE, "updates", 999_999)))


def test_a_link_that_is_over_is_not_spent_and_a_revoked_one_says_nothing(world: World) -> None:
    update = world.update()
    secret = world.link(asks(update))
    token = world.find(secret)
    world.move(update, State.SUBMITTED)
    with pytest.raises(LinkOver):
        world.find(secret)
    assert token.used_at is None

    access_tokens.revoke_all(world.session, world.person, NOW)
    world.session.expire_all()
    with pytest.raises(LinkNotValid, match="no es válido") as refusal:
        world.find(secret)
    assert not isinstance(refusal.value, LinkOver)


def test_the_link_of_a_mail_that_asks_for_nothing_just_expires(world: World) -> None:
    secret = world.link()
    with pytest.raises(LinkOver, match="ya venció") as over:
        access_tokens.find(world.session, secret, now=NOW + LASTING)
    assert not over.value.is_done
