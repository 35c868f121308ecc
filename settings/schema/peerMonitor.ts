import { z } from "zod";
import { anonymousRoles, tokenRoles } from "../../components/peerAccess.ts";
import * as value from "../values.ts";
import { only, oneOf, shownBut } from "./shared.ts";

const aName =
  "a name of at most 40 lower-case letters, digits and . _ @ -, such as alice@example.org";
const aHash = "a SHA-256 hash, 64 hexadecimal digits";

/** Who may see what at the peer monitor. The token itself is never here, only its hash. */
const token = only("a token", {
  name: z.string(aName).regex(/^[a-z0-9][a-z0-9._@-]{0,39}$/, aName),
  role: oneOf(tokenRoles),
  sha256: z
    .string(aHash)
    .regex(/^[0-9a-fA-F]{64}$/, aHash)
    .toLowerCase()
    .optional(),
  rotation: z.string("text").optional(),
});

/** The peer monitor's own settings. */
export const peerMonitorSettings = {
  peerMonitorImage: value.image,
  peerMonitorHistoryStorage: value.sizeOrEmpty,
  peerMonitorHistoryRetention: value.duration,
  peerMonitorTokens: z.array(token, "a list of tokens"),
  peerMonitorAnonymousRole: z.union(
    [z.literal("").transform(() => undefined), z.enum(anonymousRoles)],
    `one of ${anonymousRoles.join(", ")}, or ""`,
  ),
  peerMonitorActions: value.flag,
};

/** What may be shown of a wrong part of `peerMonitorTokens`. */
export const shownTokens = shownBut(["name", "role", "rotation"]);
