"""Pages for everybody may be kept by browsers and caches between, which ask whether they changed."""

from flask import Response, request, session

from monitor.access import load_person


def cached(body: str, *, mimetype: str = "text/html") -> Response:
    """A page that may be kept while it is the same: by everybody's caches, or by the one browser of who signed in.

    Its tag is a hash of the page itself, so that whatever changes it changes the tag: nobody has to remember what it
    depends on. One that says something to one reader alone is nobody else's either.
    """
    answer = Response(body, mimetype=mimetype)
    answer.add_etag()
    kept = "private, no-cache" if load_person() or session.modified else "public, max-age=60, must-revalidate"
    answer.headers["Cache-Control"] = kept
    answer.vary.update(("Cookie", "Accept-Language"))
    answer.make_conditional(request)
    return answer
