import { z } from "zod";
import { networkNames } from "../../networks/index.ts";
import { alertSeverities, type AlertReceiver } from "../../monitoring/routing/receivers.ts";
import * as value from "../values.ts";
import { oneOf, only } from "./shared.ts";

const severitiesForm = `a list of ${alertSeverities.join(", ")}, each at most once`;

/** Alertmanager takes these texts for templates of its own, so no braces. */
const address = z.string("an e-mail address").regex(/^[^\s@,{}]+@[^\s@,{}]+$/, "an e-mail address");

const hostAndPort = "the mail server as host:port";
const smarthost = z.string(hostAndPort).refine((text) => {
  const [, port] = /^[A-Za-z0-9.-]+:([1-9]\d{0,4})$/.exec(text) ?? [];
  return port !== undefined && Number(port) <= 65535;
}, hostAndPort);

const addresses = "e-mail addresses with commas between them";

const common = {
  name: value.objectName,
  severities: z
    .array(oneOf(alertSeverities), severitiesForm)
    .min(1, severitiesForm)
    .refine((list) => new Set(list).size === list.length, severitiesForm),
  networks: z
    .array(oneOf(networkNames), "a list of networks")
    .min(1, "at least one network")
    .optional(),
  cidr: z.cidrv4("an IPv4 range, such as 10.42.0.0/16").optional(),
};

/** The plain fields of each kind of receiver. Their keys are in a setting of their own, since they are secrets. */
const fields = {
  pagerduty: { ...common, apiUrl: value.url.optional() },
  opsgenie: { ...common, apiUrl: value.url.optional() },
  slack: common,
  email: {
    ...common,
    to: z.string(addresses).regex(/^[^\s@,{}]+@[^\s@,{}]+(, ?[^\s@,{}]+@[^\s@,{}]+)*$/, addresses),
    from: address,
    smarthost,
    username: z
      .string("a user name")
      .regex(/^[^{}\s]+$/, "a user name")
      .optional(),
  },
  webhook: common,
} as const satisfies Record<AlertReceiver["kind"], z.core.$ZodLooseShape>;

const kinds = Object.keys(fields) as AlertReceiver["kind"][];

const receiverOf = <const K extends AlertReceiver["kind"]>(kind: K) =>
  only(`a receiver of kind ${kind}`, { kind: z.literal(kind), ...fields[kind] });

const receiver = z.discriminatedUnion(
  "kind",
  [
    receiverOf("pagerduty"),
    receiverOf("opsgenie"),
    receiverOf("slack"),
    receiverOf("email"),
    receiverOf("webhook"),
  ],
  {
    error: ({ input }) =>
      typeof input === "object" ? `one of ${kinds.join(", ")}` : "a receiver with name and kind",
  },
);

const key = z.string("the key as text");

export const alertingSettings = {
  alertReceivers: z.array(receiver, "a list of receivers"),
  alertReceiverKeys: z.record(
    z.string(),
    z.record(z.string(), key, "the receiver's keys by name, such as {url: …}"),
    "keys by the receiver's name",
  ),
  deadMansSwitchUrl: value.optionalUrl,
  runbookBaseUrl: value.optionalUrl,
  grafanaUrl: value.optionalUrl,
};

/** The settings of this file that are always secrets. */
export const alertingSecrets = ["alertReceiverKeys", "deadMansSwitchUrl"] as const;

/**
 * What may be shown of a wrong part of `alertReceivers`: of a receiver the fields that are plain in one of its kind.
 * Whatever else stands there may be a key in the wrong place.
 */
export function shownReceivers(key: string, came: unknown): unknown {
  const isField = key.includes(".");
  return isField || came === undefined ? came : shownWhole(came);
}

function shownWhole(came: unknown): unknown {
  if (Array.isArray(came)) return came.map(shownWhole);
  if (typeof came !== "object" || came === null) return "[secret]";
  const plain = Object.keys(
    fields[kinds.find((kind) => "kind" in came && came.kind === kind) ?? "webhook"],
  );
  return Object.fromEntries(
    Object.entries(came).map(([name, value]: [string, unknown]) => [
      name,
      name === "kind" || plain.includes(name) ? value : "[secret]",
    ]),
  );
}
