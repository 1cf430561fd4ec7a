"""How a mail is written: templates in, subject, plain text and HTML out."""

from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import force_locale

from monitor.settings import settings

SUBJECT = "Asunto:"


@dataclass(frozen=True)
class RenderedMail:
    subject: str
    text: str
    html: str


def render_mail(kind: str, *, locale: str = "es", **context: Any) -> RenderedMail:
    """Render templates/mail/<kind>.txt and .html in the reader's language.

    Both extend the layout, which wants `name` (whom the mail greets) and knows `base_url`, `demo` and `contact` (the
    address of a human, or empty). A name that nobody gave is an error. The first line of the text is the subject.
    """
    known = {
        "base_url": settings().base_url,
        "demo": settings().demo,
        "contact": settings().mail_reply_to,
        "html_lang": locale,
        **context,
    }
    with force_locale(locale):
        # Not render_template: mails are written where no request is, and know nothing of the page's reader.
        text = current_app.jinja_env.get_template(f"mail/{kind}.txt").render(known)
        first, _, body = text.lstrip().partition("\n")
        if not first.startswith(SUBJECT):
            raise ValueError(f"mail/{kind}.txt must begin with «{SUBJECT}»")
        subject = " ".join(first.removeprefix(SUBJECT).split())
        html = current_app.jinja_env.get_template(f"mail/{kind}.html").render(known | {"subject": subject})
    return RenderedMail(subject, body.strip() + "\n", html.strip() + "\n")
