"""Which open answers of a survey may be published: none the GTG has not read, none without the group's consent."""

from enum import StrEnum

from monitor.domain.sentences import N_


class Visibility(StrEnum):
    INTERNAL = "internal"
    """Read by the GTG, and kept among those with a role."""
    PUBLISHABLE = "publishable"


VISIBILITY = {
    Visibility.INTERNAL: N_("Interna"),
    Visibility.PUBLISHABLE: N_("Se puede publicar"),
}
UNREAD = N_("Sin revisar")
NO_CONSENT = N_("El grupo no autorizó publicar este texto.")
PERSONAL = N_("Los textos de una versión por persona no se publican: podrían decir quién los escribió.")


def why_not_publishable(*, consented: bool, is_personal: bool) -> str:
    """Why a text can never be published; empty where the GTG may decide so."""
    if is_personal:
        return PERSONAL
    return "" if consented else NO_CONSENT
