"""The tasks of the GTG's coordination, step by step."""

from monitor.domain import help_pictures as pictures
from monitor.domain.help_pages import Reader, Step, Task
from monitor.domain.words import N_

_GTG = frozenset({Reader.COORDINATOR})

COORDINATION = (
    Task(
        "revisar-un-avance",
        N_("Revisar un avance: aprobarlo o devolverlo"),
        N_("Cada avance se lee al lado del anterior, con lo que cambió ya marcado."),
        _GTG,
        (
            Step(
                N_("En «Revisión» están primero los que esperan, y de cada uno qué mirar antes de aprobar."),
                pictures.BOARD,
            ),
            Step(N_("Abra uno. Lea «Qué cambió», las cifras y los avisos; escriba un comentario si hace falta.")),
            Step(
                N_("Apruébelo, o devuélvalo con el motivo y la fecha para corregir: el grupo recibe un correo."),
                pictures.REVIEW,
            ),
        ),
        4,
        N_("Los que no tienen nada que objetar se aprueban juntos, desde la lista."),
    ),
    Task(
        "ver-quien-falta",
        N_("Saber quién falta y qué se le recordó"),
        N_("Los recordatorios salen solos. Aquí se ve a quién se escribió, y por qué a alguien no."),
        _GTG,
        (
            Step(N_("En «Revisión», al final, están los avances que no han llegado, por grupo.")),
            Step(
                N_("En «Recordatorios» está cada mensaje. «Ensayar» muestra qué saldría ahora, sin enviar nada."),
                pictures.REMINDER_LOG,
            ),
            Step(N_("¿Un grupo necesita más días? En su avance, dé una prórroga; ¿no se le pide? Dispénselo.")),
        ),
        3,
    ),
    Task(
        "publicar-el-informe",
        N_("Publicar el informe del trimestre"),
        N_("El informe se llena solo con los avances aprobados; el GTG escribe la presentación y las síntesis."),
        _GTG,
        (
            Step(N_("En «Informes», abra la mesa del trimestre: dice qué falta y qué revisar."), pictures.DESK),
            Step(N_("Escriba la presentación y la síntesis de cada área; hay una propuesta hecha con las cifras.")),
            Step(N_("Mire el borrador en PDF, y pulse «Revisar y publicar». Lo publicado no cambia nunca más.")),
        ),
        30,
        N_("¿Hay un error después? Se publica una corrección, con una fe de erratas; la primera edición se conserva."),
    ),
    Task(
        "cargar-un-plan",
        N_("Cargar un plan, o su versión nueva"),
        N_("Del documento como se publicó a un plan en marcha, sin que nadie programe."),
        _GTG,
        (
            Step(N_("En «Proyectos», pulse «Planes» y después «Cargar un plan». Elija el documento."), pictures.UPLOAD),
            Step(N_("Responda lo que no está claro: nombres, fechas, áreas. Cada respuesta se guarda al momento.")),
            Step(N_("Lea el resumen y confirme. Antes de eso nada entra al plan.")),
        ),
        20,
    ),
    Task(
        "cambiar-un-proyecto",
        N_("Cambiar fechas, hitos o participación de un proyecto"),
        N_("Lo que cambia se guarda con su motivo, y lo anterior no se borra."),
        _GTG,
        (
            Step(N_("Abra el proyecto. En «Lo que se entendió» cambie sus fechas, o si cuenta a sus personas.")),
            Step(
                N_("En «Hitos» agregue, cambie o retire uno: los recordatorios siguen la fecha nueva."),
                pictures.MILESTONES,
            ),
            Step(N_("El historial del proyecto dice quién cambió qué, cuándo y por qué.")),
        ),
        2,
    ),
    Task(
        "cambiar-una-persona",
        N_("Cambiar a la persona de contacto de un grupo"),
        N_("Un grupo sigue aunque sus personas cambien."),
        _GTG,
        (
            Step(N_("En «Personas», abra a quien se va y pulse «Hacer el relevo»."), pictures.PERSONS),
            Step(N_("Escriba el nombre y el correo de quien llega, y hasta qué día entra quien se va.")),
            Step(N_("Quien llega recibe una invitación; lo hecho queda a nombre de quien lo hizo.")),
        ),
        1,
    ),
    Task(
        "seguir-la-encuesta",
        N_("Abrir una encuesta y leer sus resultados"),
        N_("Cada versión tiene sus fechas y su cuestionario, y se compara con las anteriores."),
        _GTG,
        (
            Step(N_("En «Encuestas», pulse «Nueva versión»; puede partir del cuestionario anterior.")),
            Step(N_("Mientras está abierta, vea quién respondió y quién no."), pictures.WAVE),
            Step(N_("En «Resultados» están los gráficos, las tablas y las descargas.")),
        ),
        10,
    ),
)
