import { readFile, rename, writeFile } from "node:fs/promises";

import { z } from "zod";

import type { Agreement } from "./agree.ts";

const form = z.object({ url: z.url(), epoch: z.int(), root: z.string() });

/** What was agreed on, kept beside the database that is then filled from it. */
export type CheckpointRecord = z.output<typeof form>;

/** The record; undefined where there is none, or not a whole one. */
export async function readRecord(path: string): Promise<CheckpointRecord | undefined> {
  try {
    return form.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}

export async function writeRecord(path: string, agreement: Agreement): Promise<void> {
  const { url, epoch, root, confirmedBy } = agreement;
  const text = `${JSON.stringify({ url, epoch, root, confirmedBy })}\n`;
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}
