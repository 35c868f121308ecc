import { maskSecrets } from "../maskSecrets.ts";

/** The command line is wrong: the program ends with code 2 and this message, in which no URL has its password. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(message: string) {
    super(maskSecrets(message));
  }
}
