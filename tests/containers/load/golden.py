"""A server of known speed: every token leaves at a fixed moment, so a load client's figures can be compared with the truth.

`python golden.py PORT --ttft 0.2 --itl 0.05`. What it sent is told at `/sent`.
"""

import argparse
import asyncio
import json
from dataclasses import dataclass


@dataclass
class Golden:
    ttft: float
    itl: float
    fault: str = ""
    requests: int = 0
    tokens: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
                body = json.loads(await reader.readexactly(length)) if length else {}
                await self.answer(path, body, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def answer(self, path: str, body: dict, writer: asyncio.StreamWriter) -> None:
        if path == "/v1/models":
            return plain(writer, {"data": [{"id": "golden"}]})
        if path == "/sent":
            return plain(writer, {"requests": self.requests, "tokens": self.tokens})
        if self.fault == "500":
            return plain(writer, {"error": {"message": "broken"}}, b"500 Internal Server Error")
        await self.stream(body["max_tokens"], writer)
        return None

    async def stream(self, tokens: int, writer: asyncio.StreamWriter) -> None:
        start = asyncio.get_running_loop().time()
        self.requests += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        for number in range(tokens):
            await until(start + self.ttft + number * self.itl)
            chunk(writer, {"choices": [{"text": f" {number}"}]})
            self.tokens += 1
            if self.fault == "cut" and number == 2:
                writer.close()
                return
        if self.fault == "error":
            chunk(writer, {"error": {"message": "broken"}})
        if self.fault != "no usage":
            chunk(writer, {"choices": [], "usage": {"completion_tokens": tokens}})
        frame(writer, b"data: [DONE]\n\n")
        writer.write(b"0\r\n\r\n")
        await writer.drain()


def plain(writer: asyncio.StreamWriter, body: dict, status: bytes = b"200 OK") -> None:
    text = json.dumps(body).encode()
    writer.write(b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (status, len(text), text))


def chunk(writer: asyncio.StreamWriter, event: dict) -> None:
    frame(writer, b"data: " + json.dumps(event).encode() + b"\n\n")


def frame(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(b"%x\r\n%s\r\n" % (len(data), data))


async def until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - asyncio.get_running_loop().time()))


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--ttft", type=float, default=0.2)
    parser.add_argument("--itl", type=float, default=0.05)
    parser.add_argument("--fault", default="")
    options = parser.parse_args()
    golden = Golden(options.ttft, options.itl, options.fault)
    server = await asyncio.start_server(golden.serve, "127.0.0.1", options.port)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
