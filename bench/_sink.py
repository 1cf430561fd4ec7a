"""A mail server on loopback that takes everything and keeps nothing, in a process of its own. Prints its port."""

import asyncio
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd
        return "250 OK"


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Sink(), hostname="127.0.0.1"), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


asyncio.run(main())
