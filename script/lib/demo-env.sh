# shellcheck shell=bash
# shellcheck disable=SC2154
# The demo's environment, for script/demo and script/flask: source it with $root set to the repository.
# Nothing here is taken from a real installation: the demo never touches another database or mail server.

demo_dir=$root/var/demo
mkdir -p "$demo_dir/mail" "$demo_dir/files" "$demo_dir/log"

# Made once and kept, so that sessions and links outlive a restart. The link fails if another run was faster.
if [[ ! -s $demo_dir/secret-key ]]; then
    (
        umask 077
        fresh=$(mktemp "$demo_dir/secret-key.XXXXXX")
        od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$fresh"
        ln "$fresh" "$demo_dir/secret-key" 2>/dev/null || true
        rm -f "$fresh"
    )
fi

export MONITOR_DEMO=1
export DEMO_DATE=${DEMO_DATE:-2021-10-05}
export DATABASE_URL=sqlite:///$demo_dir/monitor.sqlite3
export SECRET_KEY
SECRET_KEY=$(<"$demo_dir/secret-key")
export UPLOAD_DIR=$demo_dir/files
export MAILBOX_DIR=$demo_dir/mail
export SMTP_HOST=127.0.0.1
export SMTP_PORT=${SMTP_PORT:-2525}
export BASE_URL=http://127.0.0.1:${PORT:-8000}
export FLASK_SKIP_DOTENV=1
export PYTHONUNBUFFERED=1
# Settings of a real installation that may lie about in the shell.
unset SMTP_USER SMTP_PASSWORD SMTP_STARTTLS MAIL_FROM MAIL_REPLY_TO TIME_ZONE MONITOR_TESTING FLASK_APP FLASK_ENV FLASK_DEBUG

flask() { "$root/.venv/bin/python" -m flask --app "$root/wsgi" "$@"; }

# What the database should have been brought to: the migrations, and the database file itself.
migrations_state() {
    (cd "$root" && find migrations -name '*.py' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1)
}

# Brings the demo's database up to the newest migration; silent and instant when it already is.
# Two runs at once take turns, and the second finds nothing to do.
migrate_demo() {
    local stamp=$demo_dir/.migrated state
    exec 8>"$root/var/prepare.lock"
    flock 8
    state=$(migrations_state)
    if [[ ! -s $demo_dir/monitor.sqlite3 || ! -e $stamp || $(<"$stamp") != "$state" ]]; then
        flask db upgrade >"$demo_dir/log/migrate.log" 2>&1 8>&- || {
            tail -n 20 "$demo_dir/log/migrate.log" >&2
            echo "No se pudo poner al día la base de datos de la demostración (var/demo)." >&2
            exit 1
        }
        printf '%s\n' "$state" >"$stamp"
    fi
    exec 8>&-
}
