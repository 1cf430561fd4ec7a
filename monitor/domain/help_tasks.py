"""The tasks that the help explains, in the order in which they come up, and the guide of each role."""

from monitor.domain import help_pictures as pictures
from monitor.domain.help_coordination import COORDINATION
from monitor.domain.help_pages import Guide, Reader, Step, Task
from monitor.domain.words import N_

_GROUP = frozenset({Reader.LEAD, Reader.CONTRIBUTOR, Reader.COORDINATOR})
_LEADS = frozenset({Reader.LEAD, Reader.COORDINATOR})
_CONTRIBUTORS = frozenset({Reader.CONTRIBUTOR, Reader.COORDINATOR})

TASKS = (
    Task(
        "entrar",
        N_("Entrar sin contraseña"),
        N_("Para entrar basta su correo: no hay ninguna contraseña que recordar."),
        frozenset(Reader),
        (
            Step(N_("Abra el enlace de un recordatorio: entra directo a lo que debe hacer, con un solo botón.")),
            Step(N_("O escriba su correo en la página de entrada y pulse «Enviarme el enlace»."), pictures.SIGN_IN),
            Step(N_("Abra el correo que le llega y pulse «Continuar». El enlace sirve una sola vez.")),
        ),
        1,
        N_("Si no le llega nada, mire el correo no deseado, o pida al GTG que revise la dirección que tiene de usted."),
    ),
    Task(
        "enviar-un-avance",
        N_("Enviar un avance en cinco minutos"),
        N_("Lo que el grupo cuenta cada trimestre de un proyecto. Se guarda solo mientras escribe."),
        _LEADS,
        (
            Step(N_("En «Inicio» está lo que le falta, lo más urgente primero. Pulse «Empezar»."), pictures.INBOX),
            Step(N_("Un avance tiene pocas páginas. «Continuar» abre la siguiente sin llenar."), pictures.UPDATE),
            Step(
                N_(
                    "Responda. Junto a cada pregunta está lo que dijo el trimestre anterior: si nada cambió, pulse"
                    " «Sigue igual»."
                ),
                pictures.PROGRESS,
            ),
            Step(
                N_("En «Revisar y enviar» lea todo. Si falta algo, se dice qué y el botón le lleva allí."),
                pictures.CHECK,
            ),
            Step(N_("Pulse «Enviar al GTG»: lo revisa y le escribe si hay algo que corregir.")),
        ),
        5,
        N_("¿No hubo actividad? Marque «No hay novedades este trimestre» y diga por qué: también es una respuesta."),
    ),
    Task(
        "preparar-un-avance",
        N_("Preparar un avance con su grupo"),
        N_("Quien colabora escribe las respuestas; una persona responsable del grupo las envía."),
        _CONTRIBUTORS,
        (
            Step(N_("En «Inicio» abra el avance. Todo el grupo trabaja en el mismo borrador."), pictures.UPDATE),
            Step(
                N_(
                    "Escriba lo que sabe. Se guarda solo; si otra persona cambió lo mismo, se le muestra y no se"
                    " pierde nada."
                ),
                pictures.PROGRESS,
            ),
            Step(
                N_("En «Revisar y enviar» se dice quién puede enviarlo. Avísele cuando esté listo."),
                pictures.CONTRIBUTOR_CHECK,
            ),
        ),
        5,
    ),
    Task(
        "corregir-un-avance",
        N_("Corregir un avance devuelto"),
        N_("El GTG devuelve un avance cuando falta algo, y dice qué y hasta cuándo."),
        _GROUP,
        (
            Step(N_("Abra el enlace del correo, o el avance desde «Inicio»: arriba está lo que pide el GTG.")),
            Step(N_("Cambie solo eso. Los comentarios están junto a la pregunta de la que hablan.")),
            Step(N_("Vuelva a «Revisar y enviar» y envíelo. Cuenta la fecha del primer envío, no la de este.")),
        ),
        5,
    ),
    Task(
        "suscribir-un-avance",
        N_("Suscribir el avance del grupo que coordina"),
        N_("Si varios grupos responden por un proyecto, no hace falta escribir lo mismo dos veces."),
        _LEADS,
        (
            Step(N_("Abra el avance: arriba se dice si el grupo que coordina ya envió el suyo.")),
            Step(N_("Léalo. Si está de acuerdo, pulse «Suscribo el avance»: queda enviado.")),
            Step(N_("Si su grupo hizo algo más, agregue solo su aporte; si lo ve distinto, informe aparte.")),
        ),
        2,
        N_("Si después cambia lo que suscribió, le avisamos para que lo lea de nuevo."),
    ),
    Task(
        "contar-personas",
        N_("Contar a las personas que participaron"),
        N_("Solo números: nunca nombres ni otros datos personales."),
        _GROUP,
        (
            Step(
                N_("En la página «Participación», agregue cada actividad con público. Si no hubo, marque «No aplica»."),
                pictures.PEOPLE,
            ),
            Step(
                N_("Diga qué cuenta y qué datos tiene: con saber mujeres y hombres alcanza."),
                pictures.ACTIVITY,
            ),
            Step(
                N_(
                    "Escriba primero el total: lo que no reparta queda como «Sin registro». También puede pegar un"
                    " bloque desde Excel."
                )
            ),
        ),
        5,
        N_("Vacío no es cero: escriba 0 solo si sabe que no hubo nadie."),
    ),
    Task(
        "planilla",
        N_("Llenar los avances en Excel"),
        N_("Para trabajar sin conexión, o repartir el trabajo en su grupo."),
        _GROUP,
        (
            Step(N_("En «Inicio», pulse «descargar planilla»: trae todo lo que su grupo tiene por enviar.")),
            Step(N_("Llénela en su computador y guárdela con el mismo formato.")),
            Step(N_("Súbala y pulse «Revisar la planilla»: verá qué cambia antes de guardar nada."), pictures.SHEET),
        ),
        10,
    ),
    Task(
        "responder-la-encuesta",
        N_("Responder la encuesta"),
        N_("La respuesta es del grupo: todas sus personas comparten un borrador."),
        _GROUP,
        (
            Step(N_("En «Encuestas» o en «Inicio», pulse «Empezar» o «Continuar».")),
            Step(N_("Responda por secciones, en varias veces si quiere."), pictures.SURVEY),
            Step(N_("La envía una persona responsable. El grupo queda con un comprobante.")),
        ),
        15,
    ),
    Task(
        "mis-recordatorios",
        N_("Elegir cuándo le escribimos, o dejar su encargo"),
        N_("Un correo al día como mucho, y solo mientras algo siga pendiente."),
        frozenset({Reader.LEAD, Reader.CONTRIBUTOR, Reader.COORDINATOR, Reader.OBSERVER}),
        (
            Step(
                N_("Pulse su nombre, arriba. Elija cada cuánto, la hora de qué ciudad y el idioma."),
                pictures.REMINDERS,
            ),
            Step(N_("¿Vacaciones? En «Pausa» elija hasta cuándo; al volver, lo pendiente le llega una vez.")),
            Step(N_("¿Otra persona tiene ahora su encargo? En «Relevo» díganos quién: la invitamos hoy mismo.")),
        ),
        2,
    ),
    Task(
        "leer-el-tablero",
        N_("Ver cómo va el plan"),
        N_("En un minuto: si va como debe, quién debe qué, y dónde está el atraso."),
        frozenset({Reader.OBSERVER, Reader.COORDINATOR, Reader.LEAD, Reader.CONTRIBUTOR}),
        (
            Step(
                N_("En «Tablero», cada cifra abre las filas de las que sale. Los filtros quedan en la dirección."),
                pictures.DASHBOARD,
            ),
            Step(
                N_("En «Proyectos», busque uno: su página tiene las palabras del plan, sus fechas y sus avances."),
                pictures.PORTFOLIO,
            ),
            Step(N_("En «Informes» están las ediciones publicadas, en PDF y como datos abiertos.")),
        ),
        3,
    ),
    Task(
        "leer-avances",
        N_("Leer lo que informan los grupos"),
        N_("Quien observa lee los avances enviados y no cambia nada."),
        frozenset({Reader.OBSERVER}),
        (
            Step(N_("En «Revisión», elija el trimestre: dice qué llegó, qué falta y de quién.")),
            Step(N_("Abra un avance para leerlo al lado de lo que el grupo dijo el trimestre anterior.")),
            Step(N_("Los borradores de un grupo son solo suyos: aquí aparecen cuando los envía.")),
        ),
        3,
    ),
    *COORDINATION,
)

GUIDES = (
    Guide(
        Reader.LEAD,
        N_("Guía de quien es responsable de un grupo"),
        N_("Usted cuenta cada trimestre cómo avanzan los proyectos de su grupo. Toma pocos minutos por proyecto."),
    ),
    Guide(
        Reader.CONTRIBUTOR,
        N_("Guía de quien colabora en un grupo"),
        N_("Usted escribe las respuestas con su grupo; una persona responsable las envía."),
    ),
    Guide(
        Reader.COORDINATOR,
        N_("Guía de la coordinación del GTG"),
        N_("Usted revisa los avances, publica el informe y lleva el plan, los grupos y los recordatorios."),
    ),
    Guide(
        Reader.OBSERVER,
        N_("Guía de quien observa"),
        N_("Usted ve tableros, avances enviados e informes, y no cambia nada."),
    ),
    Guide(
        Reader.GUEST,
        N_("Para empezar"),
        N_("Este sistema es de los grupos del plan. Los informes publicados los puede leer cualquiera."),
    ),
)
