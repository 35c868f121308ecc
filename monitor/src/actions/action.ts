import { isIP } from "node:net";

/** Everything that can be done to a peer. */
export const ACTIONS = ["add", "remove", "trust"] as const;

/**
 * `add` connects to it again whenever it is gone, until the client restarts; `remove` ends the connection, and the peer may
 * come again: Geth bans nobody; `trust` lets it in even when all places are taken.
 */
export type Action = (typeof ACTIONS)[number];

/** The action of that name; null for any other text. */
export const actionOf = (text: string): Action | null =>
  ACTIONS.find((action) => action === text) ?? null;

/** Longest enode URL. */
const MAX_ENODE = 256;

/**
 * Whether a text is an enode URL that may be sent to a client: a public key, an address in numbers (a name would have the
 * client ask a name server that somebody else chose), a port.
 */
export function isEnode(text: string): boolean {
  if (text.length > MAX_ENODE) return false;
  const match =
    /^enode:\/\/[0-9a-f]{128}@(?:\[([0-9a-f:.]+)\]|([\d.]+)):(\d{1,5})(?:\?discport=(\d{1,5}))?$/i.exec(
      text,
    );
  if (match === null) return false;
  const [, six, four, port, discport = "0"] = match;
  const isPort = (digits: string | undefined) => Number(digits) <= 65535;
  return (
    isIP(six ?? four ?? "") === (six === undefined ? 4 : 6) && isPort(port) && isPort(discport)
  );
}
