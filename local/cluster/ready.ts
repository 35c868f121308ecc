import { readFileSync } from "node:fs";
import { get as httpGet } from "node:http";
import { get as httpsGet } from "node:https";
import { connect } from "node:net";
import type { ReadyCheck } from "./component.ts";
import { certificateFile, keyFile } from "./layout.ts";

/** What is known of a program's process when its readiness is asked. */
export interface ProcessFacts {
  /** Milliseconds since it started. */
  readonly age: number;
}

/** Whether a program is ready now. A refused connection, a wrong answer or two seconds of silence are "no". */
export function isReady(check: ReadyCheck, facts: ProcessFacts): Promise<boolean> {
  switch (check.kind) {
    case "http":
      return answers(check);
    case "socket":
      return accepts(check.path);
    case "running":
      return Promise.resolve(facts.age >= check.milliseconds);
    case "exit":
      return Promise.resolve(false);
  }
}

const timeout = 2000;

function answers(check: Extract<ReadyCheck, { kind: "http" }>): Promise<boolean> {
  const { url, authority, client } = check;
  return new Promise((resolve) => {
    const options = {
      timeout,
      agent: false as const,
      ...(authority === undefined ? {} : { ca: readFileSync(certificateFile(authority)) }),
      ...(client === undefined
        ? {}
        : { cert: readFileSync(certificateFile(client)), key: readFileSync(keyFile(client)) }),
    };
    const request = (url.startsWith("https:") ? httpsGet : httpGet)(url, options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => {
      resolve(false);
    });
  });
}

function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path, timeout });
    const answer = (ready: boolean): void => {
      socket.destroy();
      resolve(ready);
    };
    socket.on("connect", () => {
      answer(true);
    });
    socket.on("timeout", () => {
      answer(false);
    });
    socket.on("error", () => {
      answer(false);
    });
  });
}
