import { z } from "zod";
import { p2pExposures } from "../components/p2pExposure.ts";
import { networks } from "../networks/index.ts";
import * as value from "./values.ts";

const oneOf = <const T extends readonly [string, ...string[]]>(names: T) =>
  z.enum(names, `one of ${names.join(", ")}`);

const p2p = z.strictObject(
  {
    address: value.ipAddress.optional(),
    executionPort: value.port.optional(),
    consensusPort: value.port.optional(),
    discoveryPort: value.port.optional(),
  },
  "nothing but address, executionPort, consensusPort and discoveryPort",
);

const node = z.strictObject(
  {
    name: value.objectName,
    validators: z.int("a whole number from 1 up").min(1, "a whole number from 1 up").optional(),
    p2p: p2p.optional(),
  },
  "a node with nothing but name, validators (a number) and p2p",
);

const networkNames = `one of ${[...networks.keys()].join(", ")}`;

/**
 * Every setting of a stack, by its key in `Pulumi.<stack>.yaml` without the prefix `ethnode:`. What each means is said in
 * `Pulumi.yaml`, which also has the defaults.
 */
export const schema = z.object({
  network: z.string(networkNames).transform((name, context) => {
    const network = networks.get(name);
    if (network === undefined) {
      context.addIssue(networkNames);
      return z.NEVER;
    }
    return network;
  }),
  nodesNamespace: value.objectName,
  monitoringNamespace: value.objectName,
  gethVersion: value.version,
  prysmVersion: value.version,
  nodes: z.array(node, "a list of nodes").min(1, "at least one node"),
  gethCacheMb: value.integer(16),
  gethMaxPeers: value.integer(0),
  gethHistory: oneOf(["all", "postmerge", "postprague"]),
  gethStorage: value.size,
  gethCpu: value.cpu,
  gethMemory: value.size,
  gethExtraFlags: z.array(z.string("a flag"), "a list of flags"),
  prysmMaxPeers: value.integer(0),
  prysmStorage: value.size,
  prysmCpu: value.cpu,
  prysmMemory: value.size,
  prysmExtraFlags: z.array(z.string("a flag"), "a list of flags"),
  checkpointSyncUrl: value.optionalUrl,
  jwtRotation: value.text,
  p2pExposure: oneOf(p2pExposures),
  storageClass: value.text.min(1, "the name of a StorageClass"),
  protectData: value.flag,
  genesisDelaySeconds: value.integer(1, 3600),
  feeRecipient: value.account,
  prometheusStorage: value.size,
  prometheusRetention: value.duration,
  monitoringSize: oneOf(["small", "production"]),
  scrapeIntervalSeconds: value.integer(1, 300),
  alertWebhookUrl: value.optionalUrl,
  grafanaEnabled: value.flag,
  grafanaDisabledReason: value.text,
  grafanaStorage: value.size,
  imagesByDigest: value.flag,
  gethImage: value.imageOrEmpty,
  prysmImage: value.imageOrEmpty,
  peerMonitorImage: value.image,
});

/** A stack's settings, each of its own type. */
export type Settings = z.output<typeof schema>;

/** The settings that are lists; the others are scalars. */
export const listSettings: ReadonlySet<string> = new Set([
  "nodes",
  "gethExtraFlags",
  "prysmExtraFlags",
]);

/** The settings whose values are never shown. */
export const secretSettings: ReadonlySet<string> = new Set(["alertWebhookUrl"]);
