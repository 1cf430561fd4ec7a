"""The pictures of the help: of which page of the demo, as whom, and what must be read there."""

from monitor.domain.help_pages import Picture
from monitor.domain.words import N_

_LEAD, _CONTRIBUTOR = "responsable@gtcu.example", "colabora@gtcu.example"
_GTG, _OBSERVER = "coordinacion@gtg.example", "observa@gan.example"

SIGN_IN = Picture(
    "entrar",
    "/entrar",
    None,
    (N_("Entrar"), N_("Enviarme el enlace")),
    N_("La página de entrada pide solo un correo y tiene el botón «Enviarme el enlace»."),
)
INBOX = Picture(
    "pendientes",
    "/",
    _LEAD,
    (N_("Lo que tiene por hacer"), N_("Trabajar sin conexión:"), N_("Continuar")),
    N_("La página de inicio con los avances por enviar: cada uno dice su proyecto, cuántos días faltan y un botón."),
)
UPDATE = Picture(
    "avance",
    "/avances/17",
    _LEAD,
    (N_("Páginas"), N_("Continuar"), N_("Revisar y enviar"), N_("Puede guardar y volver cuando quiera.")),
    N_("Un avance con su lista de páginas: Estado, Avances, Hitos, Participación, Evidencias, y Revisar y enviar."),
)
PROGRESS = Picture(
    "logros",
    "/avances/17/avances",
    _LEAD,
    (N_("¿Qué se logró este trimestre?"), N_("Guardar y continuar")),
    N_("La página de los avances del trimestre, con la pregunta de qué se logró y un cuadro para escribir."),
)
CHECK = Picture(
    "revisar",
    "/avances/17/revisar",
    _LEAD,
    (N_("Revisar y enviar"), N_("Qué se logró"), N_("Completar lo que falta")),
    N_("La última página de un avance: dice qué respuesta falta y muestra todas, cada una con «Cambiar»."),
)
CONTRIBUTOR_CHECK = Picture(
    "colaboracion",
    "/avances/17/revisar",
    _CONTRIBUTOR,
    (N_("Revisar y enviar"), N_("Volver a la lista")),
    N_("Lo mismo visto por quien colabora: las respuestas quedan guardadas y dice quién puede enviarlas."),
    start=N_("Evidencias"),
)
PEOPLE = Picture(
    "participacion",
    "/avances/17/participacion",
    _LEAD,
    (N_("Agregar una actividad"), N_("No aplica: este trimestre no hay personas que contar")),
    N_("La página de participación con el botón «Agregar una actividad» y la casilla «No aplica»."),
)
ACTIVITY = Picture(
    "actividad",
    "/avances/17/participacion/nueva",
    _LEAD,
    (N_("Nombre de la actividad"), N_("¿Qué va a contar?"), N_("¿Qué datos tiene de las personas?")),
    N_("El formulario de una actividad: su nombre, sus fechas y qué se va a contar."),
)
SHEET = Picture(
    "planilla",
    "/avances/planilla/subir",
    _LEAD,
    (N_("Subir planilla"), N_("Revisar la planilla")),
    N_("La página para subir la planilla llena: se elige el archivo y se pulsa «Revisar la planilla»."),
)
REMINDERS = Picture(
    "mis-recordatorios",
    "/mis-recordatorios",
    _LEAD,
    (N_("Cada cuánto quiere recibirlos"), N_("Pausa"), N_("Relevo"), N_("Ya no soy responsable")),
    N_("Los ajustes de los recordatorios: cada cuánto llegan, la hora y el idioma."),
)
SURVEY = Picture(
    "encuesta",
    "/responder/16",
    _LEAD,
    (N_("Páginas"), N_("Revisar y enviar"), N_("¿No van a responder?")),
    N_("La encuesta con sus secciones: cada una dice cuántas preguntas ya tienen respuesta."),
)
BOARD = Picture(
    "revision",
    "/revision",
    _GTG,
    (N_("Avances por revisar"), N_("Antes de aprobar")),
    N_("La página de revisión: cuántos avances llegaron y la lista de los que esperan."),
)
REVIEW = Picture(
    "decision",
    "/revision/13",
    _GTG,
    (N_("Decisión"), N_("Aprobar este avance"), N_("Devolver para corregir")),
    N_("El final de un avance por revisar, con el botón «Aprobar este avance» y la opción de devolverlo."),
    start=N_("Decisión"),
)
DESK = Picture(
    "mesa",
    "/informes/2021-T3/mesa",
    _GTG,
    (N_("Qué falta"), N_("El borrador"), N_("Antes de publicar")),
    N_("La mesa del informe: lo que falta por recibir y los textos que escribe el GTG."),
)
REMINDER_LOG = Picture(
    "recordatorios",
    "/recordatorios",
    _GTG,
    (N_("Reglas de los recordatorios"), N_("Ensayar: qué saldría ahora")),
    N_("El registro de los recordatorios, con cuántos se enviaron y el botón para ensayar."),
)
UPLOAD = Picture(
    "cargar-plan",
    "/planes/importar",
    _GTG,
    (N_("El documento del plan"), N_("Leer el documento")),
    N_("La página para cargar un plan: se elige el documento y se pulsa «Leer el documento»."),
)
MILESTONES = Picture(
    "hitos",
    "/proyectos/2/hitos",
    _GTG,
    (N_("Agregar un hito"), N_("Nombre del hito"), N_("¿Por qué?")),
    N_("Los hitos de un proyecto y el formulario para agregar uno con su fecha y su motivo."),
)
PERSONS = Picture(
    "personas",
    "/personas",
    _GTG,
    (N_("Invitar a una persona"), N_("Ver los grupos")),
    N_("La lista de personas por grupo, con el botón «Invitar a una persona»."),
)
WAVE = Picture(
    "version",
    "/encuestas/2",
    _GTG,
    (N_("Resultados"), N_("Quién respondió")),
    N_("Una versión de la encuesta: cuántos grupos respondieron y cómo va cada uno."),
)
DASHBOARD = Picture(
    "tablero",
    "/tablero",
    _OBSERVER,
    (N_("¿Va el plan como debe?"), N_("avances recibidos")),
    N_("El tablero: cuántos avances llegaron, cuántos proyectos terminaron y cuántos tienen problemas."),
    start=N_("¿Va el plan como debe?"),
)
PORTFOLIO = Picture(
    "proyectos",
    "/proyectos",
    _OBSERVER,
    (N_("Proyectos"), N_("Filtrar")),
    N_("La lista de proyectos con sus filtros: área, grupo, país, estado y fechas."),
)
