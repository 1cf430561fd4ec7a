"""The set phrases of schedules that are no dates: «por definir», «permanente», «cada trimestre», «a mediados de»."""

import re

from monitor.domain.sentences import MONTHS

_ORDINAL = r"(?:primera|segunda|tercera|cuarta|ultima|[1-4](?:ra|da|ta|a|\.a))"
_ROUGHLY = r"(?:aproximad[oa]s?|tentativ[oa]s?|estimad[oa]s?)"
_WHAT = r"(?:tiempos?|fechas?|plazos?)"
_EVERY = r"(?:dia|semana|quincena|mes|bimestre|trimestre|cuatrimestre|semestre|ano)"

APPROXIMATE = re.compile(
    rf"\(\s*(?:con )?(?:{_WHAT} )?(?:{_ROUGHLY}|aproximadamente|tentativamente|aprox\.?)\s*\)"
    rf"|\b(?:{_WHAT} )?{_ROUGHLY}\b|\b(?:aproximada|tentativa|estimada)mente\b|\baprox\b\.?|\bhacia\b"
)
LABEL = re.compile(
    rf"(?:cronograma|calendario|fechas?|plazo|periodo)(?: {_ROUGHLY})?\s*:\s*"
    r"|(?:a )?(?:corto|mediano|largo) plazo\s*:\s*"
)
TWO_ENDS = re.compile(
    r"(?:fecha de )?(?:inicio|comienzo)(?:\s*:|\b)\s*(?P<first>.+?)[\s.;,/-]*"
    r"\b(?:fecha de )?(?:fin|final|finalizacion|termino|cierre)(?:\s*:|\b)\s*(?P<last>.+)",
    re.DOTALL,
)
END_LABELS = {"inicio", "comienzo", "fin", "final", "termino", "cierre"}
"""«Inicio: …» and «Fin: …» are the two ends of a schedule; taking one of them for a milestone would be a guess."""
PART = re.compile(
    r"(?:^\s*a )?\b(?:principios?|inicios|comienzos|mediados|finales|fines|fin|(?<!ra )(?<!da )mitad)\b(?: del?\b)?"
    rf"|\b(?:la )?{_ORDINAL} semana\b(?: del?\b)?"
)
REPEATS = re.compile(
    rf"\bcada (?:[0-9]+ |[a-z]+ )?(?:{_EVERY}|dias|semanas|quincenas|meses|bimestres|trimestres|semestres|anos)\b"
    rf"|\bcada (?:{'|'.join(MONTHS)})\b|\btodos los (?:dias|meses|anos|trimestres|semestres)\b"
    r"|\b(?:una vez|dos veces|tres veces|varias veces) (?:al|por) (?:ano|mes|trimestre|semestre)\b"
    r"|\b(?:anual|bienal|semestral|cuatrimestral|trimestral|bimestral|mensual|quincenal|semanal|diari[oa])(?:es|mente|s)?\b"
)
DEPENDS = re.compile(
    r"(?:una vez(?! (?:al|por))|sujet[oa]s? a|segun|tras|despues del?|luego del?|antes del?|cuando"
    r"|al (?:finalizar|concluir|terminar)|previa|posterior a|depende del?"
    r"|(?:durante )?(?:toda )?la (?:vigencia|duracion) del)\b.+"
)
TERM_AFTER = re.compile(
    r"(?P<term>.+?) (?:despues|luego|a partir|contad[oa]s (?:desde|a partir)|desde|posteriores|tras)\b.+"
)
OPEN = re.compile(
    r"(?:de ahora|de aqui|de hoy|de ahora y|a partir de ahora)(?: en adelante)?|en adelante"
    r"|(?:actividad(?:es)? )?(?:de )?(?:(?:forma|manera|caracter) )?(?:permanentes?|continu[oa]s?|indefinid[oa]s?)"
    r"|permanentemente|continuamente|indefinidamente|sin fecha de (?:termino|fin|finalizacion|cierre)"
)
WITHOUT_DATE = re.compile(
    r"(?:fechas? )?(?:por|a) (?:defin|confirm|determin|establec|acord|conven|precis)[aei]r(?:se)?"
    r"|(?:fechas? )?(?:sin|no|pendientes?(?: de)?) (?:fechas?|(?:defin|confirm|determin)(?:[ai]r|[ai]d[oa]s?))"
    r"|(?:fechas? )?pendientes?|n\.?\s?/?\s?a\.?|s\.?\s?/\s?f\.?|-+|por definir fechas?"
)
ONGOING = re.compile(r"(?:\ba\b|\bhasta\b|-)\s*(?:(?:la )?(?:fecha|actualidad)|el presente|presente|hoy)\s*$")
ALL_THE_TIME = re.compile(r"^\s*(?:a lo largo|durante todo|durante)(?: del?\b| el\b)?")
UNTIL = re.compile(r"^\s*(?:a mas tardar(?: en| el)?|para|hasta)\b")
OPENING = re.compile(r"^\s*(?:a partir|desde)(?: del?\b| el\b)?")
ONWARDS = re.compile(r" en adelante\s*$")
REMARK = re.compile(r"\(([^()]*)\)")
SAYS_A_DATE = re.compile(rf"[12][0-9]{{3}}|\b(?:{'|'.join(MONTHS)})\b")
