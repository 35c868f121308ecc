import { z } from "zod";
import * as value from "../values.ts";
import { oneOf } from "./shared.ts";

const ratio = "a number above 0 and at most 1, such as 0.01";

/** Source: RFC 9110, 5.6.2 and 5.5; the collector takes `$` for the beginning of a variable. */
const headerForms = {
  name: /^[\w!#%&'*+.^`|~-]+$/,
  value: /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/,
};
const headersForm = "HTTP headers, such as {Authorization: …}";
const headers = z.record(
  z.string().regex(headerForms.name, headersForm),
  z.string("text of one line").regex(headerForms.value, "text of one line"),
  headersForm,
);

export const telemetrySettings = {
  tracingEndpoint: value.optionalUrl,
  tracingVia: oneOf(["collector", "direct"]),
  tracingSampleRatio: z
    .string(ratio)
    .regex(/^(0?\.\d+|[01](\.0*)?)$/, ratio)
    .transform(Number)
    .refine((number) => number > 0, ratio),
  tracingHeaders: headers,
  logsEndpoint: value.optionalUrl,
  logsProtocol: oneOf(["otlp", "loki"]),
  logsHeaders: headers,
};

/** The settings of this file that are always secrets. */
export const telemetrySecrets = ["tracingHeaders", "logsHeaders"] as const;
