"""One digest per person per day: what stands in it, in which order, and what its subject says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.domain.periods import Quarter
from monitor.domain.reminders import About
from monitor.domain.work_days import TwoClocks


@dataclass(frozen=True)
class DigestItem:
    """One thing a person is reminded of. `own` when it is theirs to do; else they are told that it is not done.

    `due_on` is the last day for it; for a review, the day on which it was submitted.
    """

    about: About
    own: bool
    subject_id: int
    project_number: int
    project: str
    group: str
    due_on: date
    days_left: int
    link_until: date
    """Until when it makes sense to open the thing from the mail."""
    period: str = ""
    milestone: str = ""
    approximate: bool = False
    """Whether the day stands for a whole month, quarter, semester or year."""
    clocks: TwoClocks | None = None
    """The end of the deadline on the plan's clock and the reader's, where they differ."""


class Topic(StrEnum):
    """What a digest is mainly about, in the order of weight."""

    TO_SEND = "to_send"
    TO_CORRECT = "to_correct"
    SURVEY = "survey"
    TO_REVIEW = "to_review"
    NOT_SENT = "not_sent"
    MILESTONES = "milestones"
    UNDATED = "undated"


TOPIC_OF = {
    About.REVIEW_WAITING: Topic.TO_REVIEW,
    About.MILESTONE_DUE: Topic.MILESTONES,
    About.PROJECT_UNDATED: Topic.UNDATED,
    About.SURVEY_DUE: Topic.SURVEY,
}
"""What is about the update itself is one topic or another by who reads it."""
PAGE_OF_ONE = {
    Topic.TO_SEND: "/avances/{id}",
    Topic.TO_CORRECT: "/avances/{id}",
    Topic.SURVEY: "/responder/{id}",
    Topic.TO_REVIEW: "/revision/{id}",
    Topic.NOT_SENT: "/revision/{id}",
    Topic.MILESTONES: "/proyectos/{project}",
    Topic.UNDATED: "/proyectos/{project}",
}
"""Where the button leads when the digest names one thing of this topic."""
PAGES_OF_MANY = (
    ({Topic.UNDATED}, "/proyectos?status=undated"),
    ({Topic.SURVEY}, "/responder"),
    ({Topic.TO_REVIEW, Topic.NOT_SENT}, "/revision"),
)
"""Where it leads when it names several, all of these topics; with others the home page lists them."""


@dataclass(frozen=True)
class Headline:
    """The facts of the subject line: how many things of the topic, their nearest day, and how many others."""

    topic: Topic
    count: int
    due_on: date
    days_left: int
    others: int


def topic_of(item: DigestItem) -> Topic:
    if item.about in TOPIC_OF:
        return TOPIC_OF[item.about]
    if not item.own:
        return Topic.NOT_SENT
    return Topic.TO_CORRECT if item.about is About.CORRECTION_DUE else Topic.TO_SEND


def in_order(items: Iterable[DigestItem]) -> tuple[DigestItem, ...]:
    """What is the person's own to do first, then the nearest day; what is overdue comes before all."""
    return tuple(sorted(items, key=lambda item: (not item.own, item.due_on, item.project_number, item.subject_id)))


def headline(items: Iterable[DigestItem]) -> Headline:
    """What the subject line says of these items, of which there is at least one."""
    listed = list(items)
    weight = list(Topic)
    topic = min((topic_of(item) for item in listed), key=weight.index)
    of_topic = [item for item in listed if topic_of(item) is topic]
    nearest = min(of_topic, key=lambda item: item.due_on)
    return Headline(topic, len(of_topic), nearest.due_on, nearest.days_left, len(listed) - len(of_topic))


def cycle_of(items: Iterable[DigestItem], today: date) -> str:
    """The quarter that a digest is about: of the first update it names, else the one that the day stands in."""
    return next((item.period for item in items if item.period), "") or Quarter.containing(today).key


def page_to_open(items: Iterable[DigestItem]) -> str:
    """The path of the one button: the thing itself if there is one, else the page that lists them."""
    listed = list(items)
    topics = {topic_of(item) for item in listed}
    if len(listed) == 1:
        item = listed[0]
        return PAGE_OF_ONE[topic_of(item)].format(id=item.subject_id, project=item.project_number)
    return next((page for together, page in PAGES_OF_MANY if topics <= together), "/")
