// The history's thread: SQLite is synchronous, and a disk may take its time.
import { parentPort, workerData } from "node:worker_threads";

import { answer } from "./link.ts";
import type { Reply, Request } from "./messages.ts";
import { Store, type StoreOptions } from "./store.ts";

const port = parentPort;
const tell = (reply: Reply): void => {
  port?.postMessage(reply);
};
const store = new Store(workerData as StoreOptions, (notice) => {
  tell({ notice });
});

port?.on("message", ({ id, question }: Request) => {
  try {
    tell({ id, value: answer(store, question) });
  } catch (error) {
    tell({ id, error: error instanceof Error ? error.message : String(error) });
  }
  if (question.kind === "close") port.close();
});
