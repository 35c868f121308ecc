import { z } from "zod";

/**
 * The kinds of values that settings have. Pulumi hands every scalar over as text. The messages follow the word
 * "expected" in a SettingsError.
 */

/** Text of a form. The message serves also where nothing came. */
const textLike = (form: RegExp, message: string) => z.string(message).regex(form, message);

/** A whole number from `min` to `max`. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER) {
  const upTo = max === Number.MAX_SAFE_INTEGER ? "up" : `to ${max}`;
  const message = `a whole number from ${min} ${upTo}`;
  return textLike(/^-?\d+$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

/** A whole number from `min` to `max`, or empty: `undefined`, for what follows from other settings. */
export function integerOrEmpty(min: number, max: number) {
  const message = `a whole number from ${min} to ${max}, or ""`;
  return textLike(/^\d*$/, message)
    .transform((text) => (text === "" ? undefined : Number(text)))
    .refine((value) => value === undefined || (value >= min && value <= max), message);
}

/** `true` or `false`. */
export const flag = z.enum(["true", "false"], "true or false").transform((text) => text === "true");

/** Any text, the empty one too. */
export const text = z.string("text");

const imageForm =
  /^[\w.-]+(:\d+)?(\/[\w.-]+)*(:(?!latest\b)[\w.-]+(@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})$/;
const anImage = "an image with its tag, such as ethnode/peer-monitor:0.1.0";

/** A container image. One without a tag would be `latest`: another program from one day to the next. */
export const image = textLike(imageForm, anImage);

const imageOrNone = `${anImage}, or ""`;

/** A container image, or empty. */
export const imageOrEmpty = z.union([z.literal(""), textLike(imageForm, imageOrNone)], imageOrNone);

const sizeForm = /^[1-9]\d*(\.\d+)?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)$/;
const aSize = "a size with its unit, such as 500Gi";

/** A size in bytes with its unit, as Kubernetes writes it. */
export const size = textLike(sizeForm, aSize);

const sizeOrNone = `${aSize}, or ""`;

/** A size, or empty. */
export const sizeOrEmpty = z.union([z.literal(""), textLike(sizeForm, sizeOrNone)], sizeOrNone);

/** CPUs, whole or in thousandths. */
export const cpu = textLike(/^([1-9]\d*(\.\d+)?|0\.\d+|[1-9]\d*m)$/, "CPUs, such as 2 or 500m");

/** A length of time with its unit, as Prometheus writes it. */
export const duration = textLike(
  /^[1-9]\d*(ms|s|m|h|d|w|y)$/,
  "a length of time with its unit, such as 15s or 30d",
);

/** A client's version. */
export const version = textLike(/^\d+\.\d+\.\d+(-[\w.]+)?$/, "a version without v, such as 1.17.5");

/** An IPv4 address. */
export const ipAddress = z.ipv4("an IPv4 address, such as 203.0.113.7");

/** A name that Kubernetes takes as part of an object's, short enough for what is put behind it. */
export const objectName = textLike(
  /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/,
  "a name of at most 40 lower-case letters, digits and dashes, such as node-0",
);

/** The name of a cluster-wide class of objects, or empty. */
export const classNameOrEmpty = textLike(
  /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)?$/,
  'the name of a PriorityClass, such as system-cluster-critical, or ""',
);

/** The name of an object that somebody else made. Source: Kubernetes, RFC 1123 subdomains. */
export const kubernetesName = textLike(
  /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/,
  "a name of at most 253 lower-case letters, digits, dots and dashes",
);

/** An account on the execution layer. */
export const account = textLike(/^0x[0-9a-fA-F]{40}$/, "an account: 0x and 40 hex characters");

const urlOrEmpty = 'an http or https URL, or ""';

/** The URL of an HTTP server, or empty. */
export const optionalUrl = z.union(
  [z.literal(""), z.url({ protocol: /^https?$/, error: urlOrEmpty })],
  urlOrEmpty,
);

const anUrl = "an http or https URL";

/** The URL of an HTTP server. */
export const url = z.url({ protocol: /^https?$/, error: anUrl });

const checkpointForm =
  '0x, the block root in 64 hexadecimal digits, a colon and the epoch, such as 0x12…ef:411392, or ""';

/** A checkpoint of the beacon chain, or empty. */
export const checkpointOrEmpty = textLike(/^(0x[0-9a-fA-F]{64}:\d{1,15})?$/, checkpointForm);

/** A TCP or UDP port, as a number. */
export const port = z
  .int("a port from 1 to 65535")
  .min(1, "a port from 1 to 65535")
  .max(65535, "a port from 1 to 65535");

/** A setting that may be left to the preset, by the empty text. */
export const byPreset = <T extends z.ZodType>(type: T) =>
  z
    .preprocess((came) => (came === "" ? null : came), type.nullable())
    .transform((own) => own ?? undefined);
