import { textAt, unknown } from "../grpc/values.ts";
import type { PropertyMap } from "../grpc/values.ts";
import { diffInputs } from "../provider/diff.ts";
import type { CheckFailure, Provider } from "../provider/provider.ts";
import { findKind, kinds } from "./kinds.ts";

/** A resource type of the random package that this stand-in does not cover. */
export class UncoveredRandomTypeError extends Error {
  override readonly name = "UncoveredRandomTypeError";
  readonly type: string;

  constructor(type: string) {
    super(
      `${type} is not covered: this is the stand-in for the random provider that local/plugins uses where the official ` +
        `plugin cannot be downloaded, and it covers ${[...kinds.keys()].join(", ")} only`,
    );
    this.type = type;
  }
}

/** The random provider: values are made once, with the operating system's generator, and then only kept. */
export const randomProvider: Provider = {
  name: "random",

  checkConfig: () => Promise.resolve([]),
  configure: () => Promise.resolve(),

  check({ type }, _olds, news) {
    const kind = findKind(type);
    if (kind === undefined) throw new UncoveredRandomTypeError(type);
    const failures: CheckFailure[] = [];
    for (const key of Object.keys(news)) {
      if (key !== "keepers" && !kind.inputs.includes(key)) {
        const reason = `${key} is not an input of ${type} that the stand-in knows: ${kind.inputs.join(", ")}`;
        failures.push({ property: key, reason });
      }
    }
    if (failures.length === 0) failures.push(...kind.check(news));
    return Promise.resolve({ inputs: news, failures });
  },

  // Whatever changes, a value that was made under other conditions is made anew; that is also what keepers are for.
  diff(_subject, oldInputs, newInputs) {
    const changes = diffInputs(oldInputs, newInputs, () => true);
    return Promise.resolve({ changes, deleteBeforeReplace: false });
  },

  create({ type, inputs, preview }) {
    const kind = findKind(type);
    if (kind === undefined) throw new UncoveredRandomTypeError(type);
    const made: PropertyMap = preview
      ? Object.fromEntries(kind.outputs.map((name) => [name, unknown]))
      : kind.make(inputs);
    // Ids are stored in clear, so an id says nothing about a secret value.
    const id = preview ? "" : kind.secret ? "none" : textAt(made, kind.idFrom);
    return Promise.resolve({ id, outputs: { ...inputs, ...made } });
  },

  // The value exists in the state only, so there is nothing to compare it with.
  read({ type, id, inputs, outputs }) {
    if (Object.keys(outputs).length === 0) {
      throw new Error(`${type} cannot be imported: the stand-in keeps its value in the state only`);
    }
    return Promise.resolve({ id, inputs, outputs });
  },

  update({ inputs, oldOutputs }) {
    return Promise.resolve({ ...oldOutputs, ...inputs });
  },

  delete: () => Promise.resolve(),
  cancel: () => undefined,
};
