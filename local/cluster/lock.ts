import { connect, createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { MachineError } from "../support/errors.ts";
import { type Print, printLine } from "../support/progress.ts";

/**
 * An abstract Unix socket (unix(7)) is a lock that is no file: the kernel gives it to one process and takes it back when
 * that process ends, however it ends.
 */
const defaultName = "\0ethnode-local-cluster";

/** How the lock is waited for. */
export interface LockOptions {
  /** Milliseconds until giving up. Default ten minutes: a first start builds programs. */
  readonly timeout?: number;
  /** Where "waiting for …" goes. Default standard error. */
  readonly print?: Print;
  /** The socket's name; tests use their own. */
  readonly name?: string;
}

/**
 * Runs `work` while no other process of this machine holds the cluster's lock.
 * @param holder what others are told while they wait, such as "cluster-up (process 17)"
 * @throws MachineError when the lock is not free in time
 */
export async function withLock<T>(
  holder: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const { timeout = 600_000, print = printLine, name = defaultName } = options;
  const deadline = performance.now() + timeout;
  let told = false;
  for (;;) {
    const server = await listen(name, holder);
    if (server !== undefined) {
      try {
        return await work();
      } finally {
        server.close();
      }
    }
    const other = (await ask(name)) ?? "another process";
    if (performance.now() > deadline) {
      throw new MachineError(
        `${other} has been changing the local cluster for ${Math.round(timeout / 1000)} s; wait for it or end it`,
      );
    }
    if (!told) print(`waiting for ${other}`);
    told = true;
    await sleep(300);
  }
}

function listen(name: string, holder: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.end(holder);
    });
    server.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen(name, () => {
      // Whoever holds the lock ends when its work does, not when the lock is asked for.
      server.unref();
      resolve(server);
    });
  });
}

/** Who holds the lock, or undefined when it has just become free. */
function ask(name: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ path: name, timeout: 1000 });
    let answer = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      answer += chunk;
    });
    socket.on("end", () => {
      resolve(answer);
    });
    socket.on("timeout", () => socket.destroy());
    socket.on("error", () => {
      resolve(undefined);
    });
    socket.on("close", () => {
      resolve(answer === "" ? undefined : answer);
    });
  });
}
