"""The demo's mailbox as pages: only registered in the demo, and open to all so that its visitor can press the links."""

from flask import Blueprint, Response, make_response, render_template, request

from monitor.access import public
from monitor.domain.errors import NotFound
from monitor.services import mailbox as mails
from monitor.settings import settings

blueprint = Blueprint("mailbox", __name__)

# A mail is somebody else's page: it may show its own styles, and its links may open in the window; nothing more.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


@blueprint.get("/demo/correo")
@public
def index() -> str:
    folder = settings().mailbox_dir
    recipient = request.args.get("para", "")
    everything = mails.list_mails(folder) if folder else []
    shown = mails.list_mails(folder, recipient=recipient) if folder and recipient else everything
    recipients = sorted({line.recipient for line in everything} | ({recipient} if recipient else set()))
    choices = [(address, address) for address in recipients]
    return render_template("mailbox/index.html", mails=shown, choices=choices, recipient=recipient)


@blueprint.get("/demo/correo/<name>")
@public
def show(name: str) -> str:
    return render_template("mailbox/show.html", mail=_read(name))


@blueprint.get("/demo/correo/<name>/mensaje")
@public
def message(name: str) -> Response:
    """The mail itself, for the frame of the page that shows it."""
    answer = make_response(_read(name).html.replace("<head>", '<head>\n<base target="_top">', 1))
    answer.headers["Content-Security-Policy"] = MAIL_POLICY
    return answer


def _read(name: str) -> mails.Mail:
    folder = settings().mailbox_dir
    if folder is None:
        raise NotFound("Esta demostración no tiene buzón.")
    return mails.read_mail(folder, name)
