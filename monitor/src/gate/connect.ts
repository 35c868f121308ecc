import { connect } from "node:net";

/**
 * Tries a TCP connection: a Service without a ready pod refuses it, or drops it.
 *
 * @returns why it did not come about, in plain words; undefined when it did
 */
export function connectProblem(
  { host, port }: { readonly host: string; readonly port: number },
  timeoutMs: number,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    // Not the socket's own time-out, which does not count while the name is looked up.
    const timer = setTimeout(() => {
      end(`no connection within ${timeoutMs} ms`);
    }, timeoutMs);
    const end = (problem: string | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(problem);
    };
    socket.once("connect", () => {
      end(undefined);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      end(error.code ?? error.message);
    });
  });
}
