"""Every table, so that one import makes them all known."""

from monitor.models.annual import AnnualEdition, AnnualFile, AnnualRequest
from monitor.models.api_tokens import ApiCount, ApiToken
from monitor.models.base import Base
from monitor.models.browser_sessions import BrowserSession
from monitor.models.comments import Comment, CommentAnswer
from monitor.models.desk import FOREWORD, DeskText, Highlight, PublishingSettings, StyleCorrection, TextTranslation
from monitor.models.editions import Correction, Edition, EditionFile
from monitor.models.events import Event, EventSeal
from monitor.models.evidence import Evidence
from monitor.models.extracts import EditionExtract
from monitor.models.groups import Ally, AllyAlias, Group, GroupAlias, GroupKind
from monitor.models.indicators import Indicator, IndicatorTarget, UpdateIndicator
from monitor.models.jobs import JobRun
from monitor.models.open_answers import OpenAnswerDecision
from monitor.models.outbox import MailState, OutboxAttempt, OutboxMessage
from monitor.models.participation import Participation, ParticipationCell
from monitor.models.people import AccessToken, Membership, SignInAttempt, TokenPurpose, User
from monitor.models.periods import Period
from monitor.models.plan_imports import ImportOutcome, PlanImport
from monitor.models.plans import Action, Area, Plan
from monitor.models.prepared_forms import PreparedForm
from monitor.models.presidencies import Presidency
from monitor.models.projects import (
    DateChange,
    LinkKind,
    Milestone,
    Project,
    ProjectAlly,
    ProjectGroup,
    ProjectLink,
    ProjectRole,
    ProjectRow,
)
from monitor.models.reminders import About, Recipient, Reminder, ReminderRule, ReminderSettings
from monitor.models.reports import BuildState, BuildStep, ReportBuild
from monitor.models.second_factors import RecoveryCode, SecondFactor
from monitor.models.summaries import SummaryRow
from monitor.models.surveys import (
    PersonalAnswer,
    StoredQuestionnaire,
    Survey,
    SurveyDocument,
    SurveyFile,
    SurveyResponse,
    SurveyVersion,
    Wave,
    WaveUnit,
)
from monitor.models.updates import Decision, Extension, ProgressUpdate, Review, UpdateMilestone, UpdateVersion, Waiver

__all__ = [
    "FOREWORD",
    "About",
    "AccessToken",
    "Action",
    "Ally",
    "AllyAlias",
    "AnnualEdition",
    "AnnualFile",
    "AnnualRequest",
    "ApiCount",
    "ApiToken",
    "Area",
    "Base",
    "BrowserSession",
    "BuildState",
    "BuildStep",
    "Comment",
    "CommentAnswer",
    "Correction",
    "DateChange",
    "Decision",
    "DeskText",
    "Edition",
    "EditionExtract",
    "EditionFile",
    "Event",
    "EventSeal",
    "Evidence",
    "Extension",
    "Group",
    "GroupAlias",
    "GroupKind",
    "Highlight",
    "ImportOutcome",
    "Indicator",
    "IndicatorTarget",
    "JobRun",
    "LinkKind",
    "MailState",
    "Membership",
    "Milestone",
    "OpenAnswerDecision",
    "OutboxAttempt",
    "OutboxMessage",
    "Participation",
    "ParticipationCell",
    "Period",
    "PersonalAnswer",
    "Plan",
    "PlanImport",
    "PreparedForm",
    "Presidency",
    "ProgressUpdate",
    "Project",
    "ProjectAlly",
    "ProjectGroup",
    "ProjectLink",
    "ProjectRole",
    "ProjectRow",
    "PublishingSettings",
    "Recipient",
    "RecoveryCode",
    "Reminder",
    "ReminderRule",
    "ReminderSettings",
    "ReportBuild",
    "Review",
    "SecondFactor",
    "SignInAttempt",
    "StoredQuestionnaire",
    "StyleCorrection",
    "SummaryRow",
    "Survey",
    "SurveyDocument",
    "SurveyFile",
    "SurveyResponse",
    "SurveyVersion",
    "TextTranslation",
    "TokenPurpose",
    "UpdateIndicator",
    "UpdateMilestone",
    "UpdateVersion",
    "User",
    "Waiver",
    "Wave",
    "WaveUnit",
]
