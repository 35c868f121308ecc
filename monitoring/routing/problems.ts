import { deadMansSwitch, isHttpUrl, keysOf } from "./keys.ts";
import { servesNetwork, type AlertReceiver, type Recipients } from "./receivers.ts";

/** One thing that is wrong with the recipients of alerts. No secret is in it. */
export interface RoutingProblem {
  readonly key: string;
  readonly came: unknown;
  /** To follow the word "expected". */
  readonly expected: string;
}

/** What the caller calls the things that may be wrong. */
export interface RoutingNames {
  readonly receivers: string;
  readonly keys: string;
  readonly deadMansSwitchUrl: string;
}

/** Alertmanager's name for nobody: it needs somebody to send to. */
export const nobody = "nobody";

/** What stands in a message for a value that must not be seen. */
const hidden = "[secret]";

/**
 * What is wrong between receivers and their keys, each of which has the right form.
 *
 * @param network the stack's; receivers of other networks need no keys here
 */
export function routingProblems(
  recipients: Recipients,
  network: string,
  names: RoutingNames,
): RoutingProblem[] {
  const { receivers, deadMansSwitchUrl } = recipients;
  return [
    ...receivers.flatMap((receiver, index) =>
      nameProblems(receiver, index, receivers, `${names.receivers}[${index}].name`),
    ),
    ...strayKeys(recipients, names),
    ...receivers
      .filter((receiver) => servesNetwork(receiver, network))
      .flatMap((receiver) => keyProblems(receiver, recipients, names.keys)),
    ...(deadMansSwitchUrl === undefined || isHttpUrl(deadMansSwitchUrl)
      ? []
      : [{ key: names.deadMansSwitchUrl, came: hidden, expected: "an http or https URL" }]),
  ];
}

function nameProblems(
  { name }: AlertReceiver,
  index: number,
  receivers: readonly AlertReceiver[],
  key: string,
): RoutingProblem[] {
  if (name === nobody || name === deadMansSwitch) {
    return [
      { key, came: name, expected: `another name: ${nobody} and ${deadMansSwitch} are taken` },
    ];
  }
  return receivers.findIndex((other) => other.name === name) === index
    ? []
    : [{ key, came: name, expected: "a name that no other receiver has" }];
}

/** A key that nobody uses is a slip of the pen in its name, and the receiver that it was meant for has none. */
function strayKeys({ receivers, keys }: Recipients, names: RoutingNames): RoutingProblem[] {
  const known = receivers.map(({ name }) => name);
  return Object.keys(keys)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      key: `${names.keys}.${name}`,
      came: hidden,
      expected:
        known.length === 0
          ? `nothing, since ${names.receivers} is empty`
          : `the name of a receiver: ${known.join(", ")}`,
    }));
}

function keyProblems(
  { name, kind }: AlertReceiver,
  { keys }: Recipients,
  keysName: string,
): RoutingProblem[] {
  const known = keysOf[kind];
  const own = keys[name] ?? {};
  return [
    ...Object.keys(own)
      .filter((key) => !(key in known))
      .map((key) => ({
        key: `${keysName}.${name}.${key}`,
        came: hidden,
        expected: `one of ${Object.keys(known).join(", ")}, the keys of a receiver of kind ${kind}`,
      })),
    ...Object.entries(known).flatMap(([key, { required, accepts, expected }]) => {
      const value = own[key];
      const right = value === undefined ? !required : accepts(value);
      const came = value === undefined ? undefined : hidden;
      return right ? [] : [{ key: `${keysName}.${name}.${key}`, came, expected }];
    }),
  ];
}
