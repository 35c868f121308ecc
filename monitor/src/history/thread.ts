// The history's thread: SQLite is synchronous, and a disk may take its time.
import { parentPort, workerData } from "node:worker_threads";

import type { Question, Reply, Request } from "./messages.ts";
import { Store, type StoreOptions } from "./store.ts";

const port = parentPort;
if (port === null) throw new Error("to be run as a thread");

const tell = (reply: Reply): void => {
  port.postMessage(reply);
};
const store = new Store(workerData as StoreOptions, (notice) => {
  tell({ notice });
});

function answer(question: Question): unknown {
  switch (question.kind) {
    case "write":
      store.write(question.batch);
      return null;
    case "counts":
      return store.counts(question.query);
    case "events":
      return store.events(question.filter);
    case "close":
      store.close();
      return null;
  }
}

port.on("message", ({ id, question }: Request) => {
  try {
    tell({ id, value: answer(question) });
  } catch (error) {
    tell({ id, error: error instanceof Error ? error.message : String(error) });
  }
  if (question.kind === "close") port.close();
});
