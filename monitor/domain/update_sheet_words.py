"""What people read of a sheet that came back and does not fit what is stored now. Not translated yet."""

from monitor.domain.sentences import N_, Sentence

SHEET_MISSING = N_(
    "Falta la hoja «%(name)s», o le cambiaron el nombre. Descargue una planilla nueva y copie en ella sus respuestas."
)
OTHER_GROUP = N_(
    "Esta planilla es del grupo %(group)s, y usted no llena sus avances. Suba una que haya descargado usted o alguien"
    " de su grupo."
)
OTHER_QUARTER = N_(
    "Esta planilla es del trimestre %(period)s y ahora se responde %(due)s. Descargue la de %(due)s y copie en ella sus"
    " respuestas."
)
NOTHING_LEFT = N_(
    "Los avances de esta planilla (%(period)s) ya se enviaron o su plazo se cerró: no queda nada por guardar."
)
FOREIGN_SHEET = Sentence(
    "Esta hoja no es de la planilla: no se lee. Si puso respuestas en ella, cópielas a la hoja del proyecto."
)
PEOPLE_ON_SITE = Sentence(
    "Marcó «no aplica», pero en el sitio ya hay una actividad. Quítela en el sitio o vacíe esta casilla."
)
