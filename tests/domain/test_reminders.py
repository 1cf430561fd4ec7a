"""Rules become reminders; whoever was away catches up once, is never told the same twice, and is never forgotten."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.reminded_things import MilestoneFacts, UpdateFacts, refusal
from monitor.domain.reminder_pace import Told, Waiting, settle
from monitor.domain.reminders import (
    ABOUT,
    DEFAULT_RULES,
    HORIZON,
    RECIPIENT,
    SILENCE,
    About,
    Anchor,
    Planned,
    Recipient,
    Rule,
    Silence,
    Thing,
    plan,
)
from monitor.domain.updates import State

OPENS, DUE, LOCKS = date(2021, 10, 1), date(2021, 10, 15), date(2021, 11, 14)
UPDATE = Thing(About.UPDATE_DUE, "updates", 1, {Anchor.OPENS_ON: OPENS, Anchor.DUE_ON: DUE}, (1,), LOCKS)
RULES = tuple(Rule(*rule.shape, id=number) for number, rule in enumerate(DEFAULT_RULES, start=1))
FAMILY = (About.UPDATE_DUE, "updates", 1)


def one_of_each(_thing: Thing, recipient: Recipient) -> list[int]:
    return [list(Recipient).index(recipient) + 1]


def days_of(about: About, recipient: Recipient) -> dict[Anchor, list[int]]:
    found: dict[Anchor, list[int]] = defaultdict(list)
    for rule in DEFAULT_RULES:
        if rule.about is about and rule.recipient is recipient:
            found[rule.anchor].append(rule.offset_days)
    return dict(found)


def test_the_default_rules_are_those_that_were_agreed() -> None:
    assert days_of(About.UPDATE_DUE, Recipient.LEAD) == {Anchor.OPENS_ON: [0], Anchor.DUE_ON: [-7, -1, 0, 2, 7, 14]}
    assert days_of(About.UPDATE_DUE, Recipient.CONTRIBUTOR) == {Anchor.OPENS_ON: [0], Anchor.DUE_ON: [-1]}
    assert days_of(About.UPDATE_DUE, Recipient.NATIONAL_COORDINATION) == {Anchor.DUE_ON: [7, 14]}
    assert days_of(About.UPDATE_DUE, Recipient.GTG) == {Anchor.DUE_ON: [14]}
    assert days_of(About.MILESTONE_DUE, Recipient.LEAD) == {Anchor.DUE_ON: [-30, -7, 0, 7]}
    assert days_of(About.CORRECTION_DUE, Recipient.LEAD) == {Anchor.CORRECT_BY: [-1, 0, 2]}
    assert days_of(About.REVIEW_WAITING, Recipient.GTG) == {Anchor.SUBMITTED_ON: [7]}
    assert days_of(About.PROJECT_UNDATED, Recipient.GTG) == {Anchor.MONTH_START: [0]}
    assert days_of(About.SURVEY_DUE, Recipient.LEAD) == {Anchor.OPENS_ON: [0], Anchor.DUE_ON: [-7, -1, 0]}
    assert days_of(About.SURVEY_DUE, Recipient.CONTRIBUTOR) == {Anchor.OPENS_ON: [0], Anchor.DUE_ON: [-1]}
    assert len({rule.shape for rule in DEFAULT_RULES}) == len(DEFAULT_RULES) == 27


def test_an_update_is_spoken_of_on_the_days_of_its_rules() -> None:
    planned = list(plan(RULES, [UPDATE], one_of_each, today=OPENS))

    by_person = defaultdict(list)
    for each in planned:
        by_person[each.user_id].append((each.scheduled_on - DUE).days)
    assert by_person == {1: [-14, -7, -1, 0, 2, 7, 14], 2: [-14, -1], 3: [7, 14], 4: [14]}


def test_planning_again_plans_the_same() -> None:
    assert list(plan(RULES, [UPDATE], one_of_each, today=DUE)) == list(plan(RULES, [UPDATE], one_of_each, today=DUE))


def test_nothing_is_planned_beyond_the_horizon_or_after_the_door_has_closed() -> None:
    far = DUE - HORIZON - timedelta(days=1)
    assert {each.scheduled_on for each in plan(RULES, [UPDATE], one_of_each, today=far)} == {
        OPENS,
        DUE - timedelta(days=7),
        DUE - timedelta(days=1),
    }
    short = Thing(UPDATE.about, "updates", 1, UPDATE.dates, (1,), until=DUE + timedelta(days=3))
    assert max(each.scheduled_on for each in plan(RULES, [short], one_of_each, today=DUE)) == DUE + timedelta(days=2)


def waiting(number: int, day: date, silence: Silence | None = None) -> Waiting:
    return Waiting(number, FAMILY, day, silence)


def test_of_the_missed_only_the_latest_goes_out() -> None:
    first, second, third = (waiting(number, DUE + timedelta(days=number)) for number in (1, 2, 3))

    settled = settle([first, second, third], told=Told(), today=DUE)

    assert settled.send == (third,)
    assert settled.silence == ((first, Silence.REPLACED), (second, Silence.REPLACED))


def test_what_was_said_later_is_not_said_again_earlier() -> None:
    late_comer = waiting(1, DUE)

    assert settle([late_comer], told=Told({FAMILY: DUE}), today=DUE).send == ()
    assert settle([late_comer], told=Told({FAMILY: DUE - timedelta(days=1)}), today=DUE).send == (late_comer,)


def test_two_rules_of_one_day_go_out_together() -> None:
    as_lead, as_coordination = waiting(1, DUE), waiting(2, DUE)

    assert settle([as_lead, as_coordination], told=Told(), today=DUE).send == (as_lead, as_coordination)


def test_an_unwanted_reminder_replaces_nothing() -> None:
    older, answered = waiting(1, DUE), waiting(2, DUE + timedelta(days=1), Silence.DATE_CHANGED)

    settled = settle([older, answered], told=Told(), today=DUE)

    assert settled.send == (older,)
    assert settled.silence == ((answered, Silence.DATE_CHANGED),)


def facts(state: State, *, today: date = DUE, due_on: date = DUE, locks_on: date = LOCKS) -> UpdateFacts:
    return UpdateFacts(1, 1, state, OPENS, due_on, locks_on, date(2021, 10, 9), today)


def test_each_state_of_an_update_says_what_there_is_to_remind_of() -> None:
    about = {state: thing.about if (thing := facts(state).thing) else None for state in State}

    assert about == {
        State.NOT_STARTED: About.UPDATE_DUE,
        State.DRAFT: About.UPDATE_DUE,
        State.RETURNED: About.CORRECTION_DUE,
        State.SUBMITTED: About.REVIEW_WAITING,
        State.APPROVED: None,
        State.WAIVED: None,
    }
    assert facts(State.DRAFT, today=LOCKS).thing is not None
    assert facts(State.DRAFT, today=LOCKS + timedelta(days=1)).thing is None


def why(state: State, about: About, **values: date) -> Silence | None:
    return facts(state, **values).closed(about)


def test_what_is_closed_says_why() -> None:
    assert why(State.DRAFT, About.UPDATE_DUE) is None
    assert why(State.SUBMITTED, About.UPDATE_DUE) is Silence.ANSWERED
    assert why(State.RETURNED, About.UPDATE_DUE) is Silence.ANSWERED
    assert why(State.RETURNED, About.CORRECTION_DUE) is None
    assert why(State.SUBMITTED, About.CORRECTION_DUE) is Silence.ANSWERED
    assert why(State.WAIVED, About.UPDATE_DUE) is Silence.WAIVED
    assert why(State.DRAFT, About.UPDATE_DUE, today=LOCKS + timedelta(days=1)) is Silence.LOCKED
    assert why(State.SUBMITTED, About.REVIEW_WAITING) is None
    assert why(State.APPROVED, About.REVIEW_WAITING) is Silence.REVIEWED


def milestone(last_day: date | None, today: date, *, is_done: bool) -> MilestoneFacts:
    return MilestoneFacts(1, (1,), last_day, is_done, today)


def test_a_milestone_is_open_until_it_is_met_or_long_past() -> None:
    last_day = date(2021, 12, 31)

    assert milestone(last_day, last_day, is_done=False).closed(About.MILESTONE_DUE) is None
    assert milestone(last_day, last_day, is_done=True).closed(About.MILESTONE_DUE) is Silence.DONE
    assert milestone(None, last_day, is_done=False).thing is None
    late = milestone(last_day, date(2022, 2, 1), is_done=False)
    assert (late.thing, late.closed(About.MILESTONE_DUE)) == (None, Silence.TOO_LATE)


def test_every_value_has_its_words() -> None:
    assert (SILENCE.keys(), ABOUT.keys(), RECIPIENT.keys()) == (set(Silence), set(About), set(Recipient))


# A small world, walked day by day: updates answered on some day or never, and a scheduler that runs as it likes.

LAST_DAY = 60
PEOPLE: dict[Recipient, list[int]] = {
    Recipient.LEAD: [1, 2],
    Recipient.CONTRIBUTOR: [3],
    Recipient.NATIONAL_COORDINATION: [2, 4],
    Recipient.GTG: [5],
}


@dataclass
class World:
    answered_on: dict[int, int]
    """Update → the day (counted from the opening) on which it is submitted; more than LAST_DAY is never."""
    rows: dict[Planned, date | Silence | None] = field(default_factory=dict)
    """Each planned reminder, and the day on which it was sent or the reason why not."""
    digests: list[tuple[date, int, list[Planned]]] = field(default_factory=list)

    def facts(self, number: int, today: date) -> UpdateFacts:
        submitted_on = OPENS + timedelta(days=self.answered_on[number])
        state = State.APPROVED if today >= submitted_on else State.DRAFT
        return UpdateFacts(number, number, state, OPENS, DUE, LOCKS, submitted_on, today)

    def run(self, today: date) -> None:
        standing = {number: self.facts(number, today) for number in self.answered_on}
        things = [each.thing for each in standing.values() if each.thing]
        for planned in plan(RULES, things, lambda _thing, who: PEOPLE[who], today=today):
            self.rows.setdefault(planned, None)
        for user_id in sorted({planned.user_id for planned in self.rows}):
            if not any(day == today and who == user_id for day, who, _ in self.digests):
                self._digest(user_id, today, standing)

    def _digest(self, user_id: int, today: date, standing: dict[int, UpdateFacts]) -> None:
        owed = [
            each
            for each, fate in self.rows.items()
            if each.user_id == user_id and fate is None and each.scheduled_on <= today
        ]
        by_id = dict(enumerate(owed))
        spoken: dict[tuple[About, str, int], date] = {}
        for each, fate in self.rows.items():
            if each.user_id == user_id and isinstance(fate, date):
                family = (About.UPDATE_DUE, each.subject, each.subject_id)
                spoken[family] = max(each.scheduled_on, spoken.get(family, each.scheduled_on))
        settled = settle(
            [
                Waiting(
                    number,
                    (About.UPDATE_DUE, each.subject, each.subject_id),
                    each.scheduled_on,
                    self._why(each, standing),
                )
                for number, each in by_id.items()
            ],
            told=Told(spoken),
            today=today,
        )
        for waits, reason in settled.silence:
            self.rows[by_id[waits.id]] = reason
        for waits in settled.send:
            self.rows[by_id[waits.id]] = today
        if settled.send:
            self.digests.append((today, user_id, [by_id[waits.id] for waits in settled.send]))

    def _why(self, each: Planned, standing: dict[int, UpdateFacts]) -> Silence | None:
        return refusal(
            next(rule for rule in RULES if rule.id == each.rule_id),
            standing[each.subject_id],
            user_id=each.user_id,
            planned_for=each.scheduled_on,
            rule_is_active=True,
            person_is_active=True,
            recipients=lambda _thing, who: PEOPLE[who],
        )


@settings(max_examples=60, deadline=None)
@given(
    answered_on=st.dictionaries(st.integers(1, 3), st.integers(1, LAST_DAY * 2), min_size=1),
    runs=st.lists(st.integers(0, 3), min_size=LAST_DAY, max_size=LAST_DAY),
)
def test_however_often_the_scheduler_runs_everybody_is_told_once_and_nobody_is_forgotten(
    answered_on: dict[int, int], runs: list[int]
) -> None:
    world = World(answered_on)
    last_run = None
    for number, times in enumerate(runs):
        today = OPENS + timedelta(days=number)
        for _ in range(times):
            world.run(today)
            last_run = today

    days = [(day, user_id) for day, user_id, _ in world.digests]
    assert len(days) == len(set(days)), "two digests on one day"
    carried = [row for _, _, rows in world.digests for row in rows]
    assert len(carried) == len(set(carried)), "the same reminder twice"
    for day, _, rows in world.digests:
        for row in rows:
            assert day < OPENS + timedelta(days=answered_on[row.subject_id]), "reminded of what was answered"
            assert day <= LOCKS, "reminded after the door had closed"
            assert row.scheduled_on <= day, "reminded too early"
    if last_run is None or last_run > LOCKS:
        return
    for number, answered in answered_on.items():
        if OPENS + timedelta(days=answered) <= last_run:
            continue
        for user_id in {user_id for people in PEOPLE.values() for user_id in people}:
            due = [
                each.scheduled_on
                for each in plan(
                    RULES, [world.facts(number, last_run).thing or UPDATE], lambda _t, who: PEOPLE[who], today=last_run
                )
                if each.user_id == user_id and each.scheduled_on <= last_run
            ]
            told = [
                row.scheduled_on
                for _, who, rows in world.digests
                for row in rows
                if (who, row.subject_id) == (user_id, number)
            ]
            assert told == sorted(told), "an older word after a newer one"
            assert (max(due) if due else None) == (max(told) if told else None), "forgotten"
