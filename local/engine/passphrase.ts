import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";

import { passphraseFile } from "./layout.ts";

/** Makes the passphrase of the local state's secrets the first time; it is never changed after. */
export async function ensurePassphrase(): Promise<string> {
  try {
    // "wx" fails where the file exists, so that of two runs at a time only one makes it.
    const options = { flag: "wx", mode: 0o600 };
    await writeFile(passphraseFile, `${randomBytes(32).toString("base64url")}\n`, options);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return passphraseFile;
}
