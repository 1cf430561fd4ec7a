"""Figures for monitoring systems, in Prometheus' words: what this copy answered, and how the work behind it stands.

Where several processes answer on one machine, PROMETHEUS_MULTIPROC_DIR names a folder in which they add up; it is
emptied before they start.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, Response, request
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from monitor.logs import milliseconds
from monitor.services.jobs import Health, JobHealth
from monitor.services.queues import Queue

ANSWERS = Counter("monitor_answers", "Answers to requests.", ["method", "endpoint", "status"])
SECONDS = Histogram(
    "monitor_answer_seconds",
    "How long requests took.",
    ["endpoint"],
    buckets=(0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
NOWHERE = "none"
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


def init_app(app: Flask) -> None:
    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or NOWHERE
        method = request.method if request.method in METHODS else "other"
        ANSWERS.labels(method, endpoint, str(response.status_code)).inc()
        SECONDS.labels(endpoint).observe(milliseconds() / 1000)
        return response


@dataclass(frozen=True, eq=False)
class Standing(Collector):
    """What the database says at this moment, the same from every process."""

    jobs: list[JobHealth]
    queues: list[Queue]
    now: datetime

    def collect(self) -> Iterable[GaugeMetricFamily]:
        late = GaugeMetricFamily("monitor_job_late", "1 when a job does not run as it should.", labels=["job"])
        ended = GaugeMetricFamily("monitor_job_last_end_seconds", "Since a job last ended.", labels=["job"])
        good = GaugeMetricFamily("monitor_job_last_good_end_seconds", "Since a job last ended well.", labels=["job"])
        for job in self.jobs:
            late.add_metric([job.job.name], float(job.health is not Health.GOOD))
            for family, moment in ((ended, job.last and job.last.finished_at), (good, job.last_good_at)):
                if moment:
                    family.add_metric([job.job.name], (self.now - moment).total_seconds())
        yield from (late, ended, good)
        waiting = GaugeMetricFamily("monitor_queue_waiting", "How many wait and may go.", labels=["queue"])
        in_hand = GaugeMetricFamily("monitor_queue_in_hand", "How many are being done.", labels=["queue"])
        failed = GaugeMetricFamily("monitor_queue_failed", "How many failed in seven days.", labels=["queue"])
        oldest = GaugeMetricFamily("monitor_queue_oldest_seconds", "Since when the oldest waits.", labels=["queue"])
        for queue in self.queues:
            waiting.add_metric([queue.what.value], queue.waiting)
            in_hand.add_metric([queue.what.value], queue.in_hand)
            failed.add_metric([queue.what.value], queue.failed)
            age = (self.now - queue.oldest).total_seconds() if queue.oldest else 0
            oldest.add_metric([queue.what.value], max(0, age))
        yield from (waiting, in_hand, failed, oldest)


def told(standing: Standing) -> bytes:
    """Everything as Prometheus reads it."""
    of_now = CollectorRegistry()
    of_now.register(standing)
    return generate_latest(answered()) + generate_latest(of_now)


def answered() -> CollectorRegistry:
    """What requests were answered, here or by all processes of this machine together."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    of_all = CollectorRegistry()
    MultiProcessCollector(of_all)
    return of_all
