import { type DestinationStream, type Logger, pino } from "pino";

import { maskSecrets } from "./maskSecrets.ts";

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/**
 * The program's log: one JSON object a line on standard output. Peers' addresses, ids and names are never
 * written to it, nor is the password of a URL.
 *
 * @param command which of the program's commands logs
 * @param destination where to, default standard output
 */
export function createLog(command: string, destination?: DestinationStream): Logger {
  const asked = process.env["LOG_LEVEL"] ?? "info";
  const options = {
    level: LEVELS.includes(asked) ? asked : "info",
    base: { command },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: maskSecrets },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
