import { readFileSync } from "node:fs";

import { configuration } from "./configuration.ts";
import type { Gateway } from "./gateway.ts";
import { tokenKeyFile } from "./tokens.ts";

const inspect = readFileSync(new URL("inspect.lua", import.meta.url), "utf8");

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join("");

/** The files that HAProxy runs by, by their names in its folder. They hold a secret where tokens are signed by one. */
export function gatewayFiles(gateway: Gateway): Record<string, string> {
  const { keys, methods, tokens } = gateway;
  return {
    "haproxy.cfg": configuration(gateway),
    "inspect.lua": inspect,
    "methods.lst": lines(methods),
    "keys.map": lines(keys.map(({ sha256, name }) => `${sha256} key/${name}`)),
    ...Object.fromEntries(
      keys.flatMap(({ name, methods: own }) =>
        own === undefined ? [] : [[`methods-${name}.lst`, lines(own)]],
      ),
    ),
    ...(tokens === undefined || tokens.algorithm === "HS256"
      ? {}
      : { [tokenKeyFile]: tokens.publicKey }),
    ...(tokens === undefined ? {} : { "revoked.lst": lines(tokens.revoked ?? []) }),
  };
}
