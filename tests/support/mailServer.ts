import { readFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { TLSSocket } from "node:tls";

import { run } from "../../local/support/command.ts";

/** A message as the server took it. */
export interface Mail {
  /** `user:password` of who logged in. */
  readonly login: string;
  readonly to: readonly string[];
  /** The lines of the headers and the body. */
  readonly lines: readonly string[];
}

/**
 * A mail server on a loopback port, as small as a client that insists on TLS allows: it knows STARTTLS, lets log in only
 * after it, and takes mail only from who has logged in.
 */
export class MailServer {
  /** What came, in its order. */
  readonly mails: Mail[] = [];
  /** The file with the certificate to trust; it is for `localhost`. */
  readonly certificate: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(certificate: string, key: Buffer, cert: Buffer) {
    this.certificate = certificate;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.write("220 localhost\r\n");
      this.#plain(socket, { key, cert });
    });
  }

  /** @param folder where its certificate and key are made */
  static async start(folder: string): Promise<MailServer> {
    const key = join(folder, "mail.key");
    const cert = join(folder, "mail.crt");
    await run("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
      ...["-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
      ...["-keyout", key, "-out", cert],
    ]);
    const server = new MailServer(cert, await readFile(key), await readFile(cert));
    await new Promise<void>((done) => server.#server.listen(0, "127.0.0.1", done));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Before TLS there is nothing but the way to it. */
  #plain(socket: Socket, context: { key: Buffer; cert: Buffer }): void {
    const stop = onLines(socket, (line) => {
      if (/^EHLO/i.test(line)) socket.write("250-localhost\r\n250 STARTTLS\r\n");
      else if (/^STARTTLS/i.test(line)) {
        stop();
        socket.write("220 go on\r\n");
        this.#secure(new TLSSocket(socket, { ...context, isServer: true }));
      } else socket.write("530 STARTTLS first\r\n");
    });
  }

  #secure(socket: TLSSocket): void {
    socket.on("error", () => undefined);
    const session: Session = { login: "", to: [], lines: undefined };
    onLines(socket, (line) => {
      const { lines } = session;
      if (lines !== undefined && line !== ".") {
        lines.push(line);
        return;
      }
      if (lines !== undefined) {
        this.mails.push({ login: session.login, to: session.to, lines });
        [session.to, session.lines] = [[], undefined];
      }
      socket.write(`${lines === undefined ? answer(session, line) : "250 taken"}\r\n`);
    });
  }
}

interface Session {
  login: string;
  to: string[];
  lines: string[] | undefined;
}

/** What the server says to a command after STARTTLS. */
function answer(session: Session, line: string): string {
  const [word = "", , credentials = ""] = line.split(" ");
  switch (word.toUpperCase()) {
    case "EHLO":
      return "250-localhost\r\n250 AUTH PLAIN";
    case "AUTH":
      // Base64 of identity, user and password with a 0 before each of the last two. Source: RFC 4616.
      session.login = Buffer.from(credentials, "base64")
        .toString("utf8")
        .split("\0")
        .slice(1)
        .join(":");
      return "235 welcome";
    case "MAIL":
      return session.login === "" ? "530 log in first" : "250 so";
    case "RCPT":
      session.to.push(/<(.*)>/.exec(line)?.[1] ?? line);
      return "250 so";
    case "DATA":
      session.lines = [];
      return "354 go on";
    case "QUIT":
      return "221 bye";
    default:
      return "502 what";
  }
}

/** Calls back with each line, until the function that is returned is called. */
function onLines(socket: Socket, take: (line: string) => void): () => void {
  let rest = "";
  const read = (chunk: Buffer): void => {
    const lines = (rest + chunk.toString("utf8")).split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  };
  socket.on("data", read);
  return () => void socket.off("data", read);
}
