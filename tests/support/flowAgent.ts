// Runs in the network of a pod: answers at ports, and tries others. It is told what by messages of the process that started it.
import { createSocket } from "node:dgram";
import { connect, createServer } from "node:net";

import type { Asked, OwnPort, Target } from "./flowPods.ts";

/** Tries that are made of each target, one after the other, and how many must succeed: what a policy opens is open each time. */
const rounds = 3;
const needed = 2;
const timeoutMs = 1000;

function listen({ port, protocol, address = "0.0.0.0" }: OwnPort): Promise<void> {
  return new Promise((resolve, reject) => {
    if (protocol === "TCP") {
      const server = createServer((socket) => socket.on("error", () => undefined));
      server.once("error", reject).listen(port, address, resolve);
      return;
    }
    const socket = createSocket("udp4");
    socket.on("message", (message, { address, port: from }) => {
      socket.send(message, from, address);
    });
    socket.once("error", reject).bind(port, address, resolve);
  });
}

function connects({ host, port }: Target): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const done = (reached: boolean) => () => {
      socket.destroy();
      resolve(reached);
    };
    socket.once("connect", done(true)).once("timeout", done(false)).once("error", done(false));
  });
}

function echoes({ host, port }: Target): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const done = (reached: boolean) => () => {
      clearTimeout(timer);
      socket.close();
      resolve(reached);
    };
    const timer = setTimeout(done(false), timeoutMs);
    socket.once("message", done(true)).once("error", done(false));
    socket.send("x", port, host);
  });
}

async function attempt(targets: Readonly<Record<string, Target>>): Promise<string[]> {
  const times = new Map<string, number>();
  for (let round = 0; round < rounds; round++)
    await Promise.all(
      Object.entries(targets).map(async ([name, target]) => {
        const reached = await (target.protocol === "TCP" ? connects(target) : echoes(target));
        if (reached) times.set(name, (times.get(name) ?? 0) + 1);
      }),
    );
  return [...times].filter(([, count]) => count >= needed).map(([name]) => name);
}

process.on("message", (asked: Asked) => {
  const answer = "listen" in asked ? Promise.all(asked.listen.map(listen)) : attempt(asked.attempt);
  answer.then(
    (value) => process.send?.({ value }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit());
